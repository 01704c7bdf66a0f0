import { asTensor, isTensor, newTensor, type Tensor, type TensorLike } from '../core';
import { available, float32Array } from '../wasm';
import { rowSizes, type RowSizes } from './rows';
import { keepsOf, temperatureOf, type SoftmaxOptions } from './softmax-options';
import { isFloat32 } from '../core/typed-array';

/** Numbers below which a kernel's call costs more than it saves. */
const FEW = 512;

/** Logits for a float32 kernel. */
export interface Float32Rows extends RowSizes {
  /** −∞ where masked. */
  readonly logits: Float32Array;
  /** Of the tensor that they come from. */
  readonly shape: readonly number[];
  readonly temperature: number;
}

/** to ← what a kernel makes of rows of `classes` logits. */
export type RowsKernel = (
  logits: Float32Array,
  classes: number,
  to: Float32Array,
  temperature: number,
) => void;

/** The rows of `z` if a kernel should do the work; undefined where the plain loops should. */
export function float32Rows(where: string, z: TensorLike, options: SoftmaxOptions): Float32Rows | undefined {
  if (isFloat32(z)) z = asTensor(where, 'z', z);
  if (!isTensor(z) || !isFloat32(z.data) || z.data.length < FEW) return undefined;
  if (!available()) return undefined;
  const sizes = rowSizes(where, 'z', z);
  const temperature = temperatureOf(where, options);
  const [{ shape }, { mask }] = [z, options];
  if (mask === undefined) return { ...sizes, shape, temperature, logits: z.data };
  const keeps = keepsOf(where, mask, sizes);
  const logits = float32Array(z.data.length);
  for (let i = 0, j = 0; i < sizes.count; i++) {
    for (let k = 0; k < sizes.length; k++, j++) logits[j] = keeps(i, k) ? z.data[j] : -Infinity;
  }
  return { ...sizes, shape, temperature, logits };
}

/** What `kernel` makes of the rows, as a tensor of that shape. */
export function mapFloat32Rows(
  { logits, length, temperature }: Float32Rows,
  shape: readonly number[],
  kernel: RowsKernel,
): Tensor {
  const data = float32Array(shape.reduce((product, axis) => product * axis, 1));
  kernel(logits, length, data, temperature);
  return newTensor(data, [...shape]);
}
