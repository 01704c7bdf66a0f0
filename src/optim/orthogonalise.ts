import { zeros, type DType, type FloatArray } from '../core';
import { isFloat32 } from '../core/typed-array';
import { available, float32Array, gemm, type GemmSizes } from '../wasm';
import { euclideanNorm } from './euclidean-norm';

/** Of p(x) = ax + bx³ + cx⁵, which five times over takes the numbers of [0.01, 1] to [0.68, 1.14] [Jordan2024]. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const STEPS = 5;
/** Products below which calling a kernel costs more than it saves. */
const FEW = 16384;

/**
 * The nearest semi-orthogonal matrix, nearly: with G = UΣVᵀ, U·p(p(p(p(p(Σ/‖G‖)))))·Vᵀ, by products of matrices alone
 * (Newton–Schulz). Of zeros, zeros.
 *
 * @param g - `[rows, columns]`; it stays as it is
 */
export function orthogonalise(g: FloatArray, rows: number, columns: number): FloatArray {
  let x = normalized(g);
  const few = Math.min(rows, columns);
  const wide = rows <= columns;
  for (let step = 0; step < STEPS; step++) {
    const gram = wide
      ? product(x, x, { m: rows, n: rows, k: columns }, { transposeB: true })
      : product(x, x, { m: columns, n: columns, k: rows }, { transposeA: true });
    const square = product(gram, gram, { m: few, n: few, k: few });
    for (let i = 0; i < gram.length; i++) gram[i] = B * gram[i] + C * square[i];
    for (let i = 0; i < few; i++) gram[i * few + i] += A;
    const sizes = { m: rows, n: columns, k: few };
    x = wide ? product(gram, x, sizes) : product(x, gram, sizes);
  }
  return x;
}

function normalized(g: FloatArray): FloatArray {
  const norm = euclideanNorm([g]);
  const x = g.slice();
  if (norm !== 0) for (let i = 0; i < x.length; i++) x[i] /= norm;
  return x;
}

function product(
  a: FloatArray,
  b: FloatArray,
  sizes: GemmSizes,
  { transposeA = false, transposeB = false } = {},
): FloatArray {
  const { m, n, k } = sizes;
  if (isFloat32(a) && isFloat32(b) && m * n * k >= FEW && available()) {
    const c = float32Array(m * n);
    gemm(a, b, c, sizes, { transposeA, transposeB });
    return c;
  }
  const dtype: DType = isFloat32(a) ? 'float32' : 'float64';
  const c = zeros([m * n], { dtype }).data;
  const [rowStep, aStep] = transposeA ? [1, m] : [k, 1];
  const [bStep, columnStep] = transposeB ? [1, k] : [n, 1];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * rowStep + p * aStep] * b[p * bStep + j * columnStep];
      c[i * n + j] = sum;
    }
  }
  return c;
}
