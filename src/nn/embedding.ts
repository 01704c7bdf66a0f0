import {
  LabelError,
  OptionError,
  asTensor,
  formatShape,
  sizeOf,
  zeros,
  type DType,
  type Rng,
  type Tensor,
  type TensorLike,
  newTensor,
} from '../core';
import { checkCount, checkDType, checkOptions, describe } from '../core/checks';
import { available, float32Array, gatherRows, scatterAddRows } from '../wasm';
import { initialWeight } from './initial-weight';
import { normal, type Initializer } from './initializers';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';
import { isFloat32, isFloat64, isInt32 } from '../core/typed-array';

export interface EmbeddingOptions {
  /** Needed by every initialiser but `zeros`. */
  rng?: Rng;
  /** Of the table; by default normal of standard deviation 1. */
  initializer?: Initializer;
  /** By default float64. */
  dtype?: DType;
}

/** What was looked up: the indices, the input's shape and type, and the number of the table's rows. */
export interface Lookup {
  readonly indices: Int32Array;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly count: number;
}

const INITIALIZER = normal(1);

/**
 * A table of vectors, looked up by index: row `x` of `weight`, the product of a one-hot row and `weight`.
 *
 * @remarks
 * Gradients: dweight of row v is Σ of dOutput over the places where x is v; an index has none, dInput is 0
 * Shapes:    x `[N]`, `[N, T]`, … of integers 0 … count − 1 (a tensor of either type, or an array of them),
 *            `weight` `[count, dimension]`, output the shape of x and `dimension` more
 * Numerics:  the gradient is summed in float64 in the order of x, rounded once for float32
 * Cost:      O(N·dimension) forward; backward the same, and a table of zeros (`wasm.scatterAddRows` adds to the rows
 *            that were used alone)
 * @throws {@link OptionError} for sizes that are not positive integers, unknown options, or a missing rng;
 *   {@link LabelError} that names the first index out of range
 * @example
 * const layer = nn.embedding(1000, 64, { rng: rng(1), dtype: 'float32' });
 * layer.forward(tensor([[3, 14, 15]]))[0].shape // [1, 3, 64]
 * Source: [Bengio2003]; cf. torch.nn.Embedding
 */
export function embedding(
  count: number,
  dimension: number,
  options: EmbeddingOptions = {},
): Layer<Lookup, TensorLike> {
  checkOptions('embedding', options, ['rng', 'initializer', 'dtype']);
  const { rng, initializer = INITIALIZER, dtype = 'float64' } = options;
  checkCount('embedding', 'count', count, 1);
  checkCount('embedding', 'dimension', dimension, 1);
  checkDType('embedding', dtype);
  const weight = initialWeight('embedding', initializer, [count, dimension], { dtype, rng });

  return {
    name: 'embedding',
    parameters: { weight },
    forward(x, context) {
      checkContext('embedding', context);
      const lookup = readIndices(x, count);
      return [rowsAt(weight, lookup), lookup];
    },
    backward(lookup, dOutput) {
      const gradients = gradientsOf(lookup, dOutput);
      return { dInput: zeros(lookup.shape, { dtype: lookup.dtype }), gradients };
    },
    parameterGradients: gradientsOf,
  };

  function gradientsOf(lookup: Lookup, given: TensorLike): { weight: Tensor } {
    checkCache('embedding', lookup, isInt32(lookup?.indices));
    const { indices, shape } = lookup;
    if (lookup.count !== count) {
      throw new OptionError(
        `embedding: the cache should be what this layer's forward returned, got that of a table of ${lookup.count} rows; this one has ${count}`,
      );
    }
    const dOutput = readGradient('embedding', given, [...shape, dimension], ['weight', weight]);
    const gradient = zeros(weight.shape, { dtype });
    if (isFloat32(gradient.data) && available()) {
      scatterAddRows(dOutput.data as Float32Array, indices, dimension, gradient.data);
      return { weight: gradient };
    }
    const sums = isFloat64(gradient.data) ? gradient.data : new Float64Array(count * dimension);
    indices.forEach((row, i) => {
      for (let k = 0; k < dimension; k++) sums[row * dimension + k] += dOutput.data[i * dimension + k];
    });
    if (sums !== gradient.data) gradient.data.set(sums);
    return { weight: gradient };
  }
}

function rowsAt({ data, shape: [, dimension], dtype }: Tensor, { indices, shape }: Lookup): Tensor {
  const size = sizeOf([...shape, dimension], 'embedding');
  if (isFloat32(data) && available()) {
    const rows = float32Array(size);
    gatherRows(data, indices, dimension, rows);
    return newTensor(rows, [...shape, dimension]);
  }
  const rows = zeros([...shape, dimension], { dtype });
  indices.forEach((row, i) =>
    rows.data.set(data.subarray(row * dimension, (row + 1) * dimension), i * dimension),
  );
  return rows;
}

function readIndices(x: TensorLike, count: number): Lookup {
  const { data: values, shape, dtype } = asTensor('embedding', 'x', x);
  const indices = Int32Array.from(values);
  for (let i = 0; i < indices.length; i++) {
    const index = values[i];
    if (indices[i] === index && index >= 0 && index < count) continue;
    throw new LabelError(
      `embedding: x${formatShape(positionOf(i, shape))} is ${describe(index)}, expected an integer of 0 … ${count - 1}`,
    );
  }
  return { indices, shape: [...shape], dtype, count };
}

/** The place of element `i` on each axis. */
function positionOf(i: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position.unshift(i % shape[axis]);
    i = Math.floor(i / shape[axis]);
  }
  return position;
}
