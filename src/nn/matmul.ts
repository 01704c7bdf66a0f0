import {
  ShapeError,
  asTensor,
  formatShape,
  sizeOf,
  type DType,
  type FloatArray,
  type Tensor,
  type TensorLike,
  newTensor,
} from '../core';
import { checkMatrix, checkSameDtype } from '../core/checks';
import { float32Product } from './float32-product';
import { isFloat64 } from '../core/typed-array';

/**
 * Matrix product A·B.
 *
 * @remarks
 * Numerics: float64 is summed in the order of the inner index. So is float32 where the product is small, or K ≤ 16
 *           and A mostly zeros: in float64, rounded once. Other float32 products are those of wasm.gemm, summed in
 *           float32. The bits depend on the data and the shapes alone.
 * Cost:     O(NDK); the float64 sums skip zeros of A, which makes sparse rows (the margins of MNIST) cheap
 * @param a - `[N, D]`
 * @param b - `[D, K]`, of the same dtype
 * @returns `[N, K]`
 * @throws {@link ShapeError} if the inner lengths differ, or the product has more than 2³¹ elements; {@link DTypeError}
 * @example
 * nn.matmul(tensor([[1, 2]]), tensor([[3], [4]])).data // [11]
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  a = asTensor('matmul', 'a', a, b);
  b = asTensor('matmul', 'b', b, a);
  const [rows, inner] = checkMatrix('matmul', 'a', a);
  const [innerOfB, columns] = checkMatrix('matmul', 'b', b);
  const size = checkProduct('matmul', a, b, inner === innerOfB, [rows, columns]);
  const fast = float32Product(a, b, { m: rows, n: columns, k: inner });
  if (fast) return fast;
  const sums = new Float64Array(size);
  const terms = termsOf(inner, b.data);
  for (let i = 0; i < rows; i++) {
    gather(terms, a.data, i * inner, 1, inner, columns);
    addTerms(sums, i * columns, terms, columns);
  }
  return rounded(sums, [rows, columns], a.dtype);
}

/**
 * Aᵀ·B without forming Aᵀ: the gradient dW = xᵀG of a linear layer. Skips zeros of A as {@link matmul} does.
 *
 * @param a - `[N, D]`
 * @param b - `[N, K]`, of the same dtype
 * @returns `[D, K]`
 * @throws {@link ShapeError} if the numbers of rows differ, or the product has more than 2³¹ elements; {@link DTypeError}
 */
export function matmulTransposedLeft(a: TensorLike, b: TensorLike): Tensor {
  a = asTensor('matmulTransposedLeft', 'a', a, b);
  b = asTensor('matmulTransposedLeft', 'b', b, a);
  const [rows, inner] = checkMatrix('matmulTransposedLeft', 'a', a);
  const [rowsOfB, columns] = checkMatrix('matmulTransposedLeft', 'b', b);
  const size = checkProduct('matmulTransposedLeft', a, b, rows === rowsOfB, [inner, columns]);
  const fast = float32Product(a, b, { m: inner, n: columns, k: rows }, { transposeA: true });
  if (fast) return fast;
  const sums = new Float64Array(size);
  const terms = termsOf(rows, b.data);
  for (let d = 0; d < inner; d++) {
    gather(terms, a.data, d, inner, rows, columns);
    addTerms(sums, d * columns, terms, columns);
  }
  return rounded(sums, [inner, columns], a.dtype);
}

/**
 * A·Bᵀ without forming Bᵀ: the gradient dx = G·Wᵀ of a linear layer.
 *
 * @param a - `[N, K]`
 * @param b - `[D, K]`, of the same dtype
 * @returns `[N, D]`
 * @throws {@link ShapeError} if the inner lengths differ, or the product has more than 2³¹ elements; {@link DTypeError}
 */
export function matmulTransposedRight(a: TensorLike, b: TensorLike): Tensor {
  a = asTensor('matmulTransposedRight', 'a', a, b);
  b = asTensor('matmulTransposedRight', 'b', b, a);
  const [rows, inner] = checkMatrix('matmulTransposedRight', 'a', a);
  const [columns, innerOfB] = checkMatrix('matmulTransposedRight', 'b', b);
  const size = checkProduct('matmulTransposedRight', a, b, inner === innerOfB, [rows, columns]);
  const fast = float32Product(a, b, { m: rows, n: columns, k: inner }, { transposeB: true });
  if (fast) return fast;
  const [g, w, sums] = [a.data, b.data, new Float64Array(size)];
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < columns; d++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += g[i * inner + k] * w[d * inner + k];
      sums[i * columns + d] = sum;
    }
  }
  return rounded(sums, [rows, columns], a.dtype);
}

/** A row of a product as a sum of scaled rows of B: factors, and where those rows start in `source`. */
interface Terms {
  count: number;
  readonly factors: Float64Array;
  readonly starts: Int32Array;
  /** B in float64, converted once rather than at every use. */
  readonly source: Float64Array;
  readonly skipZeros: boolean;
}

function termsOf(most: number, b: FloatArray): Terms {
  return {
    count: 0,
    factors: new Float64Array(most),
    starts: new Int32Array(most),
    source: isFloat64(b) ? b : new Float64Array(b),
    skipZeros: allFinite(b),
  };
}

/** The terms of `count` factors, every `stride`-th of `x` from `from` on, for the rows of B in order. */
function gather(
  terms: Terms,
  x: FloatArray,
  from: number,
  stride: number,
  count: number,
  columns: number,
): void {
  const { factors, starts, skipZeros } = terms;
  let n = 0;
  for (let j = 0; j < count; j++) {
    const factor = x[from + j * stride];
    if (factor === 0 && skipZeros) continue;
    factors[n] = factor;
    starts[n++] = j * columns;
  }
  terms.count = n;
}

/**
 * Adds the terms to `columns` sums, in order. Four at a time, a sum is loaded and stored once for four of them:
 * twice as fast as one by one, with the same bits, for the additions keep their order.
 */
function addTerms(sums: Float64Array, to: number, terms: Terms, columns: number): void {
  const { count, factors, starts, source } = terms;
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    const [f0, f1, f2, f3] = [factors[j], factors[j + 1], factors[j + 2], factors[j + 3]];
    const [s0, s1, s2, s3] = [starts[j], starts[j + 1], starts[j + 2], starts[j + 3]];
    for (let k = 0; k < columns; k++) {
      sums[to + k] =
        sums[to + k] + f0 * source[s0 + k] + f1 * source[s1 + k] + f2 * source[s2 + k] + f3 * source[s3 + k];
    }
  }
  for (; j < count; j++) {
    for (let k = 0; k < columns; k++) sums[to + k] += factors[j] * source[starts[j] + k];
  }
}

/**
 * Whether zeros may be skipped: 0·b adds nothing to a sum when b is finite, but makes it NaN when b is
 * infinite or NaN. One pass over B is little beside the product, and keeps NaN in, NaN out.
 */
function allFinite(data: FloatArray): boolean {
  let zero = 0;
  for (let i = 0; i < data.length; i++) zero += data[i] - data[i];
  return zero === 0;
}

function rounded(sums: Float64Array, shape: readonly number[], dtype: DType): Tensor {
  return newTensor(dtype === 'float32' ? new Float32Array(sums) : sums, shape);
}

/** The size of the product of that shape. */
function checkProduct(where: string, a: Tensor, b: Tensor, fits: boolean, shape: readonly number[]): number {
  if (!fits) {
    const [left, right] = [formatShape(a.shape), formatShape(b.shape)];
    throw new ShapeError(`${where}: a of shape ${left} does not fit b of shape ${right}`);
  }
  checkSameDtype(where, ['a', a], ['b', b]);
  return sizeOf(shape, where);
}
