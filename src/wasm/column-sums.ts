import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

/**
 * to[j] ← Σᵢ x[i][j] of an array of rows × columns, in float64 in the order of the rows, rounded once: a bias's gradient.
 */
export function columnSums(x: Float32Array, rows: number, columns: number, to: Float32Array): void {
  const grain = 4 * Math.max(4, Math.ceil(16384 / Math.max(rows, 1)));
  checkLength('columnSums', 'x', x, rows * columns);
  checkLength('columnSums', 'to', to, columns);
  borrow('columnSums', [x], [to], (x, to) => parallel('columnSums', columns, grain, x, rows, columns, to));
}
