import type { FloatArray } from '../core';
import { isFloat32 } from '../core/typed-array';
import { available, float32Array, gemm, type GemmOptions, type GemmSizes } from '../wasm';

/** Products below which calling a kernel costs more than it saves. */
const FEW = 16384;

/** A·B, either transposed on request: by the kernel where both are float32 and large, else by plain loops in float64. */
export function product(
  a: FloatArray,
  b: FloatArray,
  sizes: GemmSizes,
  options: Pick<GemmOptions, 'transposeA' | 'transposeB'> = {},
): FloatArray {
  const { m, n, k } = sizes;
  if (isFloat32(a) && isFloat32(b) && m * n * k >= FEW && available()) {
    const c = float32Array(m * n);
    gemm(a, b, c, sizes, options);
    return c;
  }
  const [rowStep, innerStep] = options.transposeA ? [1, m] : [k, 1];
  const [columnStep, innerStepOfB] = options.transposeB ? [k, 1] : [1, n];
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++)
        sum += a[i * rowStep + p * innerStep] * b[j * columnStep + p * innerStepOfB];
      c[i * n + j] = sum;
    }
  }
  return c;
}
