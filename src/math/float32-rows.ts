import { isTensor, type Tensor } from '../core';
import { available, float32Array } from '../wasm';
import { rowSizes, type Row, type RowSizes } from './rows';
import { keepsOf, type SoftmaxOptions } from './softmax-options';

/** Numbers below which a kernel's call costs more than it saves. */
const FEW = 512;

/** Logits for a float32 kernel. */
export interface Float32Rows extends RowSizes {
  /** −∞ where masked. */
  readonly logits: Float32Array;
  /** Of the tensor that they come from. */
  readonly shape: readonly number[];
}

/** The rows of `z` if a kernel should do the work; undefined where the plain loops should, or must: they know τ. */
export function float32Rows(
  where: string,
  z: Row | Tensor,
  { temperature = 1, mask }: SoftmaxOptions,
): Float32Rows | undefined {
  if (!isTensor(z) || !(z.data instanceof Float32Array) || z.data.length < FEW) return undefined;
  if (temperature !== 1 || !available()) return undefined;
  const sizes = rowSizes(where, 'z', z);
  const { shape } = z;
  if (mask === undefined) return { ...sizes, shape, logits: z.data };
  const keeps = keepsOf(where, mask, sizes);
  const logits = float32Array(z.data.length);
  for (let i = 0, j = 0; i < sizes.count; i++) {
    for (let k = 0; k < sizes.length; k++, j++) logits[j] = keeps(i, k) ? z.data[j] : -Infinity;
  }
  return { ...sizes, shape, logits };
}

/** What `kernel` makes of the rows, as a tensor of that shape. */
export function mapFloat32Rows(
  { logits, length }: Float32Rows,
  shape: readonly number[],
  kernel: (logits: Float32Array, classes: number, to: Float32Array) => void,
): Tensor {
  const data = float32Array(shape.reduce((product, axis) => product * axis, 1));
  kernel(logits, length, data);
  return { data, shape: [...shape], dtype: 'float32' };
}
