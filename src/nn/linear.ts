import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  sizeOf,
  zeros,
  type DType,
  type NamedTensors,
  type Rng,
  type Tensor,
  type TensorLike,
} from '../core';
import {
  checkBoolean,
  checkCount,
  checkDType,
  checkMatrix,
  checkOptions,
  checkSameDtype,
} from '../core/checks';
import { columnSums } from './column-sums';
import { initialWeight } from './initial-weight';
import { he, type Initializer } from './initializers';
import { addToRows, float32Product } from './float32-product';
import { checkCache, checkContext, type Layer } from './layer';
import { matmul, matmulTransposedLeft, matmulTransposedRight } from './matmul';
import { readGradient } from './windows';

export interface LinearOptions {
  /** Needed by every initialiser but `zeros`. */
  rng?: Rng;
  /** Of the weight matrix; by default {@link he}. The bias starts at zero. */
  initializer?: Initializer;
  /** By default true. */
  bias?: boolean;
  /** By default float64. */
  dtype?: DType;
}

/**
 * The affine map z = xW + b of the last axis.
 *
 * @remarks
 * Gradients: dW = xᵀG, db = Σᵢ Gᵢ, dx = G·Wᵀ, where G = ∂loss/∂z
 * Shapes:    x `[N, inputs]`, `[N, T, inputs]`, …; `weight` `[inputs, outputs]`, `bias` `[outputs]`; z as x, `outputs` last
 * Numerics:  see {@link matmul}; db is summed in float64, rounded once for float32
 * Cost:      O(N·inputs·outputs) each for z, dW and dx; zeros of x are skipped in z and dW
 * @throws {@link OptionError} for sizes that are not positive integers, unknown options, or a missing rng
 * @example
 * const layer = nn.linear(784, 10, { initializer: nn.initializers.zeros, dtype: 'float32' });
 * Source: cf. torch.nn.Linear (whose weight is the transpose)
 */
export function linear(
  inputs: number,
  outputs: number,
  options: LinearOptions = {},
): Layer<Tensor, TensorLike> {
  checkOptions('linear', options, ['rng', 'initializer', 'bias', 'dtype']);
  const { rng, initializer = he, bias = true, dtype = 'float64' } = options;
  checkCount('linear', 'inputs', inputs, 1);
  checkCount('linear', 'outputs', outputs, 1);
  checkBoolean('linear', 'bias', bias);
  checkDType('linear', dtype);
  const weight = initialWeight('linear', initializer, [inputs, outputs], { dtype, rng });
  const parameters: NamedTensors = bias ? { weight, bias: zeros([outputs], { dtype }) } : { weight };

  return {
    name: 'linear',
    parameters,
    forward(given, context) {
      checkContext('linear', context);
      const x = asTensor('linear', 'x', given, weight);
      const matrix = rowsOf(x);
      checkSameDtype('linear', ['x', x], ['weight', weight]);
      const m = matrix.shape[0];
      sizeOf([m, outputs], 'linear');
      const fast = float32Product(matrix, weight, { m, n: outputs, k: inputs }, { bias: parameters.bias });
      const output = fast ?? matmul(matrix, weight);
      if (bias && !fast) addToRows(output.data, parameters.bias.data);
      return [newTensor(output.data, outputShape(x)), x];
    },
    backward(x, given) {
      const dOutput = checked(x, given);
      const { data } = matmulTransposedRight(dOutput, weight);
      return { gradients: gradientsOf(x, dOutput), dInput: newTensor(data, x.shape) };
    },
    parameterGradients: (x, given) => gradientsOf(x, checked(x, given)),
  };

  /** x as a matrix. */
  function rowsOf(x: Tensor): Tensor {
    const { shape, data } = x;
    if (shape.length < 2) checkMatrix('linear', 'x', x);
    if (shape[shape.length - 1] !== inputs) {
      throw new ShapeError(
        `linear: x should have shape [${shape.length > 2 ? 'N, …' : 'N'}, ${inputs}], got ${formatShape(shape)}; weight is [${inputs}, ${outputs}]`,
      );
    }
    return newTensor(data, [data.length / inputs, inputs]);
  }

  function outputShape({ shape }: Tensor): number[] {
    return [...shape.slice(0, -1), outputs];
  }

  /** The gradient by the output as a matrix. */
  function checked(x: Tensor, given: TensorLike): Tensor {
    const fits = isTensor(x) && x.shape.length >= 2 && x.shape[x.shape.length - 1] === inputs;
    checkCache('linear', x, fits, `x of shape [N, ${inputs}]`);
    const { data } = readGradient('linear', given, outputShape(x), ['weight', weight]);
    return newTensor(data, [data.length / outputs, outputs]);
  }

  function gradientsOf(x: Tensor, dOutput: Tensor): NamedTensors {
    const dWeight = matmulTransposedLeft(rowsOf(x), dOutput);
    return bias ? { weight: dWeight, bias: columnSums(dOutput) } : { weight: dWeight };
  }
}
