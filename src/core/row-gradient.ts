import type { Tensor } from './tensor';

/**
 * The gradient of a parameter whose first axis is long and of which a step touches few rows: an embedding, an output
 * layer of many classes. All other rows have the gradient 0. An optimiser takes it in place of a tensor, and then
 * changes those rows alone.
 */
export interface RowGradient {
  /** Row numbers, rising, each once. */
  readonly rows: Int32Array;
  /** Their gradients: `[R, D]` of a parameter `[V, D]`, `[R]` of a parameter `[V]`. */
  readonly values: Tensor;
}
