import { OptionError, zeros as zeroTensor, type DType, type Rng, type Tensor } from '../core';
import { checkCount, checkDType, checkOptions, describe } from '../core/checks';

export interface InitializerOptions {
  /** By default float64. */
  dtype?: DType;
  /** Needed by those that draw. */
  rng?: Rng;
}

/** Makes a weight matrix `[inputs, outputs]`. */
export type Initializer = (inputs: number, outputs: number, options: InitializerOptions) => Tensor;

/** All zeros: right for a linear softmax model, whose loss then starts at exactly log K; freezes a network. */
export const zeros: Initializer = (inputs, outputs, options) => {
  const { shape, dtype } = checked('zeros', inputs, outputs, options);
  return zeroTensor(shape, { dtype });
};

/** Normal of mean 0 and the given standard deviation. */
export function normal(std: number): Initializer {
  if (!(Number.isFinite(std) && std >= 0))
    throw new OptionError(`normal: std should be ≥ 0 and finite, got ${describe(std)}`);
  return (inputs, outputs, options) => {
    const { shape, dtype, rng } = checked('normal', inputs, outputs, options);
    return required('normal', rng).normals(shape, { std, dtype });
  };
}

/**
 * Normal of variance 2/inputs: keeps the size of activations from layer to layer through ReLUs.
 * Source: [He2015]; cf. torch.nn.init.kaiming_normal_
 */
export const he: Initializer = (inputs, outputs, options) => {
  const { shape, dtype, rng } = checked('he', inputs, outputs, options);
  return required('he', rng).normals(shape, { std: Math.sqrt(2 / inputs), dtype });
};

/**
 * Uniform on ±√(6/(inputs + outputs)): keeps the size of activations and of gradients in balance where the
 * activation is near linear (tanh).
 * Source: [Glorot2010]; cf. torch.nn.init.xavier_uniform_
 */
export const glorot: Initializer = (inputs, outputs, options) => {
  const { shape, dtype, rng } = checked('glorot', inputs, outputs, options);
  const bound = Math.sqrt(6 / (inputs + outputs));
  return required('glorot', rng).uniforms(shape, { low: -bound, high: bound, dtype });
};

function checked(
  initializer: string,
  inputs: number,
  outputs: number,
  options: InitializerOptions = {},
): InitializerOptions & { shape: [inputs: number, outputs: number] } {
  checkCount(initializer, 'inputs', inputs, 1);
  checkCount(initializer, 'outputs', outputs, 1);
  checkOptions(initializer, options, ['dtype', 'rng']);
  checkDType(initializer, options.dtype);
  return { ...options, shape: [inputs, outputs] };
}

function required(initializer: string, rng: Rng | undefined): Rng {
  if (typeof rng?.normals === 'function' && typeof rng.uniforms === 'function') return rng;
  throw new OptionError(
    `${initializer}: random weights need a seeded rng: pass { rng: rng(1) }, or initializer: nn.initializers.zeros`,
  );
}
