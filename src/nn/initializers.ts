import { OptionError, zeros as zeroTensor, type DType, type Rng, type Tensor } from '../core';

/** Makes a weight matrix `[inputs, outputs]`; random ones need the rng. */
export type Initializer = (inputs: number, outputs: number, dtype: DType, rng?: Rng) => Tensor;

/** All zeros: right for a linear softmax model, whose loss then starts at exactly log K; freezes a network. */
export const zeros: Initializer = (inputs, outputs, dtype) => zeroTensor([inputs, outputs], dtype);

/** Normal of mean 0 and the given standard deviation. */
export function normal(std: number): Initializer {
  if (!(std >= 0 && std < Infinity))
    throw new OptionError(`normal: std should be ≥ 0 and finite, got ${std}`);
  return (inputs, outputs, dtype, rng) => required('normal', rng).normals([inputs, outputs], { std, dtype });
}

/**
 * Normal of variance 2/inputs: keeps the size of activations from layer to layer through ReLUs.
 * Source: [He2015]; cf. torch.nn.init.kaiming_normal_
 */
export const he: Initializer = (inputs, outputs, dtype, rng) =>
  required('he', rng).normals([inputs, outputs], { std: Math.sqrt(2 / inputs), dtype });

/**
 * Uniform on ±√(6/(inputs + outputs)): keeps the size of activations and of gradients in balance where the
 * activation is near linear (tanh).
 * Source: [Glorot2010]; cf. torch.nn.init.xavier_uniform_
 */
export const glorot: Initializer = (inputs, outputs, dtype, rng) => {
  const bound = Math.sqrt(6 / (inputs + outputs));
  return required('glorot', rng).uniforms([inputs, outputs], { low: -bound, high: bound, dtype });
};

function required(initializer: string, rng: Rng | undefined): Rng {
  if (rng) return rng;
  throw new OptionError(
    `${initializer}: random weights need a seeded rng: pass { rng: rng(1) }, or initializer: nn.initializers.zeros`,
  );
}
