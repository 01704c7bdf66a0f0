import { borrow } from './borrow';
import { parallel } from './parallel';

/** Numbers in a chunk, about. */
const CHUNK = 32768;

/** A multiple of four, which narrow rows are taken by, but for rows that are chunks of their own. */
function rowsInChunk(classes: number): number {
  return classes > 0 && classes < CHUNK ? 4 * Math.ceil(CHUNK / classes / 4) : 1;
}

/**
 * p ← softmax of rows of `classes` logits, within 2 ulp. A row with NaN or +∞, or of −∞ only, becomes NaN.
 * `p` may be the logits.
 */
export function softmax(logits: Float32Array, classes: number, p: Float32Array): void {
  borrow('softmax', [logits], [p], (z, out) => {
    parallel('softmax', logits.length / classes, rowsInChunk(classes), z, classes, out);
  });
}

/** to ← logarithm of the softmax of rows of `classes` logits, within 2 ulp; NaN as for {@link softmax}. */
export function logSoftmax(logits: Float32Array, classes: number, to: Float32Array): void {
  const source = logits === to ? logits.slice() : logits;
  borrow('logSoftmax', [source], [to], (z, out) => {
    parallel('logSoftmax', logits.length / classes, rowsInChunk(classes), z, classes, out);
  });
}

/**
 * to[i] ← log Σ exp of row i of `classes` logits, within 2 ulp of the larger of the maximum and the result.
 * −∞ for a row of −∞, +∞ if there is one, NaN for NaN.
 */
export function logSumExp(logits: Float32Array, classes: number, to: Float32Array): void {
  borrow('logSumExp', [logits], [to], (z, out) => {
    parallel('logSumExp', to.length, rowsInChunk(classes), z, classes, out);
  });
}
