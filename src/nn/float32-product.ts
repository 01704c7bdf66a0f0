import { type Tensor, newTensor } from '../core';
import { available, float32Array, gemm, isNarrow, narrowGemm, type GemmSizes } from '../wasm';
import { isFloat32 } from '../core/typed-array';

/** Products below which calling a kernel costs more than it saves. */
const FEW = 16384;

interface ProductOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  /** `[n]`, added to every row. */
  bias?: Tensor;
}

/** A·B + bias of float32 matrices by the kernels; undefined where the plain loops should do it. */
export function float32Product(
  a: Tensor,
  b: Tensor,
  sizes: GemmSizes,
  options: ProductOptions = {},
): Tensor | undefined {
  const { m, n, k } = sizes;
  if (!(isFloat32(a.data) && isFloat32(b.data))) return undefined;
  if (m * n * k < FEW || !available()) return undefined;
  const data = float32Array(m * n);
  const { transposeA, transposeB } = options;
  const bias = options.bias?.data as Float32Array | undefined;
  if (!transposeB && isNarrow(a.data, sizes)) {
    narrowGemm(a.data, b.data, data, sizes, { transposeA });
    if (bias) addToRows(data, bias);
  } else {
    gemm(a.data, b.data, data, sizes, { transposeA, transposeB, bias });
  }
  return newTensor(data, [m, n]);
}

/** Adds a row to every row of a matrix. */
export function addToRows(matrix: Tensor['data'], row: Tensor['data']): void {
  for (let start = 0; start < matrix.length; start += row.length) {
    for (let k = 0; k < row.length; k++) matrix[start + k] += row[k];
  }
}
