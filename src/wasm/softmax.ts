import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

/** Numbers in a chunk, about. */
const CHUNK = 32768;

/** A multiple of four, which narrow rows are taken by, but for rows that are chunks of their own. */
function rowsInChunk(classes: number): number {
  return classes > 0 && classes < CHUNK ? 4 * Math.ceil(CHUNK / classes / 4) : 1;
}

/**
 * p ← softmax of rows of `classes` logits, within 2 ulp; with a temperature other than 1 computed in float64 and rounded once.
 * A row with NaN or +∞, or of −∞ only, becomes NaN. `p` may be the logits.
 */
export function softmax(logits: Float32Array, classes: number, p: Float32Array, temperature = 1): void {
  checkLength('softmax', 'p', p, logits.length);
  const [rows, grain] = [logits.length / classes, rowsInChunk(classes)];
  borrow('softmax', [logits], [p], (z, out) => {
    if (temperature === 1) parallel('softmax', rows, grain, z, classes, out);
    else parallel('temperedSoftmax', rows, grain, z, classes, temperature, out);
  });
}

/** to ← the logarithm of {@link softmax}, with the same accuracy. `to` may be the logits. */
export function logSoftmax(logits: Float32Array, classes: number, to: Float32Array, temperature = 1): void {
  checkLength('logSoftmax', 'to', to, logits.length);
  const [rows, grain] = [logits.length / classes, rowsInChunk(classes)];
  borrow('logSoftmax', [logits], [to], (z, out) => {
    if (temperature === 1) parallel('logSoftmax', rows, grain, z, classes, out);
    else parallel('temperedLogSoftmax', rows, grain, z, classes, temperature, out);
  });
}

/** to ← g − exp(y) Σ g of rows of an output y of {@link logSoftmax}, in float64 and rounded once. `to` may be an operand. */
export function logSoftmaxBackward(
  y: Float32Array,
  g: Float32Array,
  classes: number,
  to: Float32Array,
): void {
  checkLength('logSoftmaxBackward', 'g', g, y.length);
  checkLength('logSoftmaxBackward', 'to', to, y.length);
  const rows = y.length / classes;
  borrow('logSoftmaxBackward', [y, g], [to], (y, g, out) => {
    parallel('logSoftmaxBackward', rows, rowsInChunk(classes), y, g, classes, out);
  });
}

/**
 * to[i] ← log Σ exp of row i of `classes` logits, within 2 ulp of the larger of the maximum and the result.
 * −∞ for a row of −∞, +∞ if there is one, NaN for NaN.
 */
export function logSumExp(logits: Float32Array, classes: number, to: Float32Array): void {
  checkLength('logSumExp', 'logits', logits, to.length * classes);
  borrow('logSumExp', [logits], [to], (z, out) => {
    parallel('logSumExp', to.length, rowsInChunk(classes), z, classes, out);
  });
}
