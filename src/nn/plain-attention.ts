import { exp, type FloatArray } from '../core';

/** Sequences times heads, the positions of each, and the numbers of a query. */
export interface Heads {
  readonly count: number;
  readonly length: number;
  readonly width: number;
}

/**
 * Of each head, `[length, width]`: the weights P = softmax(QKᵀ/√width) over the positions up to a query's own, `[length, length]`,
 * and P·V. In float64, and never touching a later position.
 */
export function attend(
  query: FloatArray,
  key: FloatArray,
  value: FloatArray,
  { count, length, width }: Heads,
): { weights: Float64Array; mixed: Float64Array } {
  const weights = new Float64Array(count * length * length);
  const mixed = new Float64Array(count * length * width);
  const scale = 1 / Math.sqrt(width);
  for (let row = 0; row < count * length; row++) {
    const [q, first, own] = [row * width, row - (row % length), row % length];
    const p = weights.subarray(row * length, row * length + own + 1);
    for (let s = 0; s <= own; s++) p[s] = scale * dot(query, q, key, (first + s) * width, width);
    softmax(p);
    for (let s = 0; s <= own; s++) addScaled(mixed, q, p[s], value, (first + s) * width, width);
  }
  return { weights, mixed };
}

/** The gradients by Q, K and V, given that by P·V. */
export function attendBackward(
  { query, key, value, weights }: Record<'query' | 'key' | 'value' | 'weights', FloatArray>,
  dMixed: FloatArray,
  { count, length, width }: Heads,
): [dQuery: Float64Array, dKey: Float64Array, dValue: Float64Array] {
  const [dQuery, dKey, dValue] = [query, key, value].map(({ length }) => new Float64Array(length));
  const scale = 1 / Math.sqrt(width);
  const dWeights = new Float64Array(length);
  for (let row = 0; row < count * length; row++) {
    const [q, first, own] = [row * width, row - (row % length), row % length];
    let mean = 0;
    for (let s = 0; s <= own; s++) {
      dWeights[s] = dot(dMixed, q, value, (first + s) * width, width);
      mean += weights[row * length + s] * dWeights[s];
    }
    for (let s = 0; s <= own; s++) {
      const [p, at] = [weights[row * length + s], (first + s) * width];
      const dScore = scale * p * (dWeights[s] - mean);
      addScaled(dValue, at, p, dMixed, q, width);
      addScaled(dQuery, q, dScore, key, at, width);
      addScaled(dKey, at, dScore, query, q, width);
    }
  }
  return [dQuery, dKey, dValue];
}

function dot(a: FloatArray, from: number, b: FloatArray, at: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += a[from + k] * b[at + k];
  return sum;
}

function addScaled(
  to: Float64Array,
  at: number,
  factor: number,
  x: FloatArray,
  from: number,
  width: number,
): void {
  for (let k = 0; k < width; k++) to[at + k] += factor * x[from + k];
}

/** In place; the largest score is subtracted. */
function softmax(scores: Float64Array): void {
  const largest = scores.reduce((most, score) => Math.max(most, score));
  let sum = 0;
  for (let s = 0; s < scores.length; s++) sum += scores[s] = exp(scores[s] - largest);
  for (let s = 0; s < scores.length; s++) scores[s] /= sum;
}
