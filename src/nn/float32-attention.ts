import { float32Array, gemm, softmax } from '../wasm';
import type { Heads } from './plain-attention';

/** `plain-attention` by the kernels: whole squares of scores, of which those of later positions are −∞. */
export function attend(
  query: Float32Array,
  key: Float32Array,
  value: Float32Array,
  heads: Heads,
): { weights: Float32Array; mixed: Float32Array } {
  const { count, length: T, width } = heads;
  const weights = float32Array(count * T * T);
  const mixed = float32Array(count * T * width);
  const [matrix, square] = [viewsOf(heads), squaresOf(heads)];
  const scores = { m: T, n: T, k: width };
  for (let h = 0; h < count; h++)
    gemm(matrix(query, h), matrix(key, h), square(weights, h), scores, { transposeB: true });
  const scale = 1 / Math.sqrt(width);
  for (let row = 0, at = 0; row < count * T; row++, at += T) {
    const end = at + (row % T) + 1;
    for (let i = at; i < end; i++) weights[i] *= scale;
    weights.fill(-Infinity, end, at + T);
  }
  softmax(weights, T, weights);
  const mixing = { m: T, n: width, k: T };
  for (let h = 0; h < count; h++) gemm(square(weights, h), matrix(value, h), matrix(mixed, h), mixing);
  return { weights, mixed };
}

/** The gradients by Q, K and V, given that by P·V. */
export function attendBackward(
  { query, key, value, weights }: Record<'query' | 'key' | 'value' | 'weights', Float32Array>,
  dMixed: Float32Array,
  heads: Heads,
): [dQuery: Float32Array, dKey: Float32Array, dValue: Float32Array] {
  const { count, length: T, width } = heads;
  const [dQuery, dKey, dValue] = [query, key, value].map((x) => float32Array(x.length));
  const dScores = float32Array(weights.length);
  const [matrix, square] = [viewsOf(heads), squaresOf(heads)];
  const [scores, mixing] = [
    { m: T, n: T, k: width },
    { m: T, n: width, k: T },
  ];
  for (let h = 0; h < count; h++) {
    const [G, P] = [matrix(dMixed, h), square(weights, h)];
    gemm(G, matrix(value, h), square(dScores, h), scores, { transposeB: true });
    gemm(P, G, matrix(dValue, h), mixing, { transposeA: true });
  }
  softmaxBackward(weights, dScores, heads);
  for (let h = 0; h < count; h++) {
    const dS = square(dScores, h);
    gemm(dS, matrix(key, h), matrix(dQuery, h), mixing);
    gemm(dS, matrix(query, h), matrix(dKey, h), mixing, { transposeA: true });
  }
  return [dQuery, dKey, dValue];
}

/** From the gradient by the weights to that by QKᵀ, in place. */
function softmaxBackward(weights: Float32Array, g: Float32Array, { count, length: T, width }: Heads): void {
  const scale = 1 / Math.sqrt(width);
  for (let row = 0, at = 0; row < count * T; row++, at += T) {
    const end = at + (row % T) + 1;
    let mean = 0;
    for (let i = at; i < end; i++) mean += weights[i] * g[i];
    for (let i = at; i < end; i++) g[i] = scale * weights[i] * (g[i] - mean);
    g.fill(0, end, at + T);
  }
}

/** The `[length, width]` of head h. */
function viewsOf({ length, width }: Heads) {
  const size = length * width;
  return (x: Float32Array, h: number): Float32Array => x.subarray(h * size, (h + 1) * size);
}

/** The `[length, length]` of head h. */
function squaresOf({ length }: Heads) {
  return viewsOf({ count: 1, length, width: length });
}
