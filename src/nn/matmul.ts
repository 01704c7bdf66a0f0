import { ShapeError, formatShape, type DType, type FloatArray, type Tensor } from '../core';
import { checkMatrix, checkSameDtype } from '../core/checks';

/**
 * Matrix product A·B.
 *
 * @remarks
 * Numerics: every element is summed in float64 in the order of the inner index, and rounded once when the
 *           tensors are float32. The bits depend on the data alone.
 * Cost:     O(NDK); zeros of A are skipped, which makes sparse rows (the margins of MNIST) cheap. B is read
 *           row by row, so that the innermost loop runs over contiguous memory.
 * @param a - `[N, D]`
 * @param b - `[D, K]`, of the same dtype
 * @returns `[N, K]`
 * @throws {@link ShapeError} if the inner lengths or the dtypes differ
 * @example
 * nn.matmul(tensor([[1, 2]]), tensor([[3], [4]])).data // [11]
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = checkMatrix('matmul', 'a', a);
  const [innerOfB, columns] = checkMatrix('matmul', 'b', b);
  checkProduct('matmul', a, b, inner === innerOfB);
  const [x, w, sums] = [a.data, b.data, new Float64Array(rows * columns)];
  const skipZeros = allFinite(w);
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < inner; d++) {
      const factor = x[i * inner + d];
      if (factor === 0 && skipZeros) continue;
      addScaled(sums, i * columns, factor, w, d * columns, columns);
    }
  }
  return rounded(sums, [rows, columns], a.dtype);
}

/**
 * Aᵀ·B without forming Aᵀ: the gradient dW = xᵀG of a linear layer. Skips zeros of A as {@link matmul} does.
 *
 * @param a - `[N, D]`
 * @param b - `[N, K]`, of the same dtype
 * @returns `[D, K]`
 * @throws {@link ShapeError} if the numbers of rows or the dtypes differ
 */
export function matmulTransposedLeft(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = checkMatrix('matmulTransposedLeft', 'a', a);
  const [rowsOfB, columns] = checkMatrix('matmulTransposedLeft', 'b', b);
  checkProduct('matmulTransposedLeft', a, b, rows === rowsOfB);
  const [x, g, sums] = [a.data, b.data, new Float64Array(inner * columns)];
  const skipZeros = allFinite(g);
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < inner; d++) {
      const factor = x[i * inner + d];
      if (factor === 0 && skipZeros) continue;
      addScaled(sums, d * columns, factor, g, i * columns, columns);
    }
  }
  return rounded(sums, [inner, columns], a.dtype);
}

/**
 * A·Bᵀ without forming Bᵀ: the gradient dx = G·Wᵀ of a linear layer.
 *
 * @param a - `[N, K]`
 * @param b - `[D, K]`, of the same dtype
 * @returns `[N, D]`
 * @throws {@link ShapeError} if the inner lengths or the dtypes differ
 */
export function matmulTransposedRight(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = checkMatrix('matmulTransposedRight', 'a', a);
  const [columns, innerOfB] = checkMatrix('matmulTransposedRight', 'b', b);
  checkProduct('matmulTransposedRight', a, b, inner === innerOfB);
  const [g, w, sums] = [a.data, b.data, new Float64Array(rows * columns)];
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < columns; d++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += g[i * inner + k] * w[d * inner + k];
      sums[i * columns + d] = sum;
    }
  }
  return rounded(sums, [rows, columns], a.dtype);
}

/** sums[to + k] += factor · source[from + k] for k < count. */
function addScaled(
  sums: Float64Array,
  to: number,
  factor: number,
  source: FloatArray,
  from: number,
  count: number,
): void {
  for (let k = 0; k < count; k++) sums[to + k] += factor * source[from + k];
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
  return { data: dtype === 'float32' ? new Float32Array(sums) : sums, shape, dtype };
}

function checkProduct(where: string, a: Tensor, b: Tensor, fits: boolean): void {
  if (!fits) {
    const [left, right] = [formatShape(a.shape), formatShape(b.shape)];
    throw new ShapeError(`${where}: a of shape ${left} does not fit b of shape ${right}`);
  }
  checkSameDtype(where, a, b);
}
