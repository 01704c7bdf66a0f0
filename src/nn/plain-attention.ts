import { exp, type FloatArray } from '../core';
import type { AttentionSizes } from '../wasm';

/**
 * Of each head of arrays `[sequences, length, heads·width]`: the weights P = softmax(QKᵀ/√width) over the positions up to a
 * query's own, `[sequences, heads, length, length]`, and P·V. In float64, and never touching a later position.
 */
export function attend(
  query: FloatArray,
  key: FloatArray,
  value: FloatArray,
  sizes: AttentionSizes,
): { weights: Float64Array; mixed: Float64Array } {
  const { sequences, heads, length, width } = sizes;
  const weights = new Float64Array(sequences * heads * length * length);
  const mixed = new Float64Array(query.length);
  const scale = 1 / Math.sqrt(width);
  forRows(sizes, (row, own, first, step) => {
    const q = first + own * step;
    const p = weights.subarray(row * length, row * length + own + 1);
    for (let s = 0; s <= own; s++) p[s] = scale * dot(query, q, key, first + s * step, width);
    softmax(p);
    for (let s = 0; s <= own; s++) addScaled(mixed, q, p[s], value, first + s * step, width);
  });
  return { weights, mixed };
}

/** The gradients by Q, K and V, given that by P·V. */
export function attendBackward(
  { query, key, value, weights }: Record<'query' | 'key' | 'value' | 'weights', FloatArray>,
  dMixed: FloatArray,
  sizes: AttentionSizes,
): [dQuery: Float64Array, dKey: Float64Array, dValue: Float64Array] {
  const { length, width } = sizes;
  const [dQuery, dKey, dValue] = [query, key, value].map((x) => new Float64Array(x.length));
  const scale = 1 / Math.sqrt(width);
  const dWeights = new Float64Array(length);
  forRows(sizes, (row, own, first, step) => {
    const q = first + own * step;
    let mean = 0;
    for (let s = 0; s <= own; s++) {
      dWeights[s] = dot(dMixed, q, value, first + s * step, width);
      mean += weights[row * length + s] * dWeights[s];
    }
    for (let s = 0; s <= own; s++) {
      const [p, at] = [weights[row * length + s], first + s * step];
      const dScore = scale * p * (dWeights[s] - mean);
      addScaled(dValue, at, p, dMixed, q, width);
      addScaled(dQuery, q, dScore, key, at, width);
      addScaled(dKey, at, dScore, query, q, width);
    }
  });
  return [dQuery, dKey, dValue];
}

/** With the number of each row of weights, its position, where its head begins, and what is from a position to the next. */
function forRows(
  { sequences, heads, length, width }: AttentionSizes,
  visit: (row: number, own: number, first: number, step: number) => void,
): void {
  const step = heads * width;
  for (let row = 0; row < sequences * heads * length; row++) {
    const head = Math.floor(row / length);
    const first = Math.floor(head / heads) * length * step + (head % heads) * width;
    visit(row, row % length, first, step);
  }
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
