import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
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
 * The affine map z = xW + b.
 *
 * @remarks
 * Gradients: dW = xᵀG, db = Σᵢ Gᵢ, dx = G·Wᵀ, where G = ∂loss/∂z
 * Shapes:    x `[N, inputs]`, `weight` `[inputs, outputs]`, `bias` `[outputs]`, z `[N, outputs]`
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
      const [rows, columns] = checkMatrix('linear', 'x', x);
      if (columns !== inputs) {
        throw new ShapeError(
          `linear: x should have shape [N, ${inputs}], got ${formatShape(x.shape)}; weight is [${inputs}, ${outputs}]`,
        );
      }
      checkSameDtype('linear', ['x', x], ['weight', weight]);
      sizeOf([rows, outputs], 'linear');
      const sizes = { m: rows, n: outputs, k: inputs };
      const fast = float32Product(x, weight, sizes, { bias: parameters.bias });
      const output = fast ?? matmul(x, weight);
      if (bias && !fast) addToRows(output.data, parameters.bias.data);
      return [output, x];
    },
    backward(x, given) {
      const dOutput = asTensor('linear', 'dOutput', given, weight);
      return {
        gradients: gradientsOf(x, dOutput),
        dInput: matmulTransposedRight(dOutput, weight),
      };
    },
    parameterGradients: gradientsOf,
  };

  function gradientsOf(x: Tensor, given: TensorLike): NamedTensors {
    const fits = isTensor(x) && x.shape.length === 2 && x.shape[1] === inputs;
    checkCache('linear', x, fits, `x of shape [N, ${inputs}]`);
    const dOutput = readGradient('linear', given, [x.shape[0], outputs], ['weight', weight]);
    const dWeight = matmulTransposedLeft(x, dOutput);
    return bias ? { weight: dWeight, bias: columnSums(dOutput) } : { weight: dWeight };
  }
}
