import { type DType, type NamedTensors, type Tensor as PlainTensor } from '../../core';
import { checkBoolean, checkCount, checkDType, checkMatrix, checkOptions } from '../../core/checks';
import { matmul, matmulTransposedLeft, matmulTransposedRight, type Layer } from '../../nn';
import { columnSums } from '../../nn/column-sums';
import { addToRows } from '../../nn/float32-product';
import { currentStream } from '../manual-seed';
import { tensor, type Tensor } from '../tensor';
import { moduleOf, type Module } from './module';

export interface LinearOptions {
  /** By default true. */
  bias?: boolean;
  /** By default float32. */
  dtype?: DType;
}

export interface Linear extends Module {
  /** `[out_features, in_features]` */
  readonly weight: Tensor;
  /** `[out_features]`; null without one */
  readonly bias: Tensor | null;
}

/**
 * The affine map z = xWᵀ + b, whose weight is stored as PyTorch stores it: `[out_features, in_features]`.
 *
 * @remarks
 * Start: W and then b uniform on ±1/√in_features, from the stream that {@link manual_seed} seeds
 * @throws {@link OptionError} for sizes that are not positive integers, unknown options, or without a seed
 * @example
 * torch.manual_seed(1);
 * torch.nn.Linear(784, 10)(zeros([100, 784], { dtype: 'float32' })).shape // [100, 10]
 * Source: cf. torch.nn.Linear
 */
export function Linear(in_features: number, out_features: number, options: LinearOptions = {}): Linear {
  checkOptions('Linear', options, ['bias', 'dtype']);
  checkCount('Linear', 'in_features', in_features, 1);
  checkCount('Linear', 'out_features', out_features, 1);
  const { bias: biased = true, dtype = 'float32' } = options;
  checkBoolean('Linear', 'bias', biased);
  checkDType('Linear', dtype);
  const stream = currentStream('Linear');
  const bound = 1 / Math.sqrt(in_features);
  const drawn = (shape: readonly number[]): Tensor =>
    tensor(stream.uniforms(shape, { low: -bound, high: bound, dtype }), { requires_grad: true });
  const weight = drawn([out_features, in_features]);
  const bias = biased ? drawn([out_features]) : null;
  return Object.assign(moduleOf('Linear', layerOf(weight, bias)), { weight, bias });
}

function layerOf(weight: Tensor, bias: Tensor | null): Layer<PlainTensor> {
  const parameters: NamedTensors = bias ? { weight, bias } : { weight };
  return {
    name: 'Linear',
    parameters,
    forward(x) {
      checkMatrix('Linear', 'input', x);
      const output = matmulTransposedRight(x, weight);
      if (bias) addToRows(output.data, bias.data);
      return [output, x];
    },
    backward(x, dOutput) {
      return { dInput: matmul(dOutput, weight), gradients: gradientsOf(x, dOutput) };
    },
    parameterGradients: gradientsOf,
  };

  function gradientsOf(x: PlainTensor, dOutput: PlainTensor): NamedTensors {
    const dWeight = matmulTransposedLeft(dOutput, x);
    return bias ? { weight: dWeight, bias: columnSums(dOutput) } : { weight: dWeight };
  }
}
