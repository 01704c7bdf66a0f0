import { OptionError, zeros as zeroTensor, type DType, type Rng, type Tensor } from '../core';
import { checkCount, describe } from '../core/checks';

/** Makes a weight matrix `[inputs, outputs]`; random ones need the rng. */
export type Initializer = (inputs: number, outputs: number, dtype: DType, rng?: Rng) => Tensor;

/** All zeros: right for a linear softmax model, whose loss then starts at exactly log K; freezes a network. */
export const zeros: Initializer = (inputs, outputs, dtype) => zeroTensor([inputs, outputs], dtype);

/** Normal of mean 0 and the given standard deviation. */
export function normal(std: number): Initializer {
  if (!(Number.isFinite(std) && std >= 0))
    throw new OptionError(`normal: std should be ≥ 0 and finite, got ${describe(std)}`);
  return (inputs, outputs, dtype, rng) => required('normal', rng).normals([inputs, outputs], { std, dtype });
}

/**
 * Normal of variance 2/inputs: keeps the size of activations from layer to layer through ReLUs.
 * Source: [He2015]; cf. torch.nn.init.kaiming_normal_
 */
export const he: Initializer = (inputs, outputs, dtype, rng) =>
  required('he', rng).normals(sized('he', inputs, outputs), { std: Math.sqrt(2 / inputs), dtype });

/**
 * Uniform on ±√(6/(inputs + outputs)): keeps the size of activations and of gradients in balance where the
 * activation is near linear (tanh).
 * Source: [Glorot2010]; cf. torch.nn.init.xavier_uniform_
 */
export const glorot: Initializer = (inputs, outputs, dtype, rng) => {
  const shape = sized('glorot', inputs, outputs);
  const bound = Math.sqrt(6 / (inputs + outputs));
  return required('glorot', rng).uniforms(shape, { low: -bound, high: bound, dtype });
};

function sized(initializer: string, inputs: number, outputs: number): [number, number] {
  checkCount(initializer, 'inputs', inputs, 1);
  checkCount(initializer, 'outputs', outputs, 1);
  return [inputs, outputs];
}

function required(initializer: string, rng: Rng | undefined): Rng {
  if (typeof rng?.normals === 'function' && typeof rng.uniforms === 'function') return rng;
  throw new OptionError(
    `${initializer}: random weights need a seeded rng: pass { rng: rng(1) }, or initializer: nn.initializers.zeros`,
  );
}
