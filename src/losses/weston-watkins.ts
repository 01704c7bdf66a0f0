import type { FloatArray, Labels } from '../core';
import { hingeRows, shortfallOf, type HingeRow } from './hinge-rows';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';

export type WestonWatkinsOptions = WeightedLabelOptions;

const NAME = 'westonWatkins';

/**
 * Weston and Watkins's multi-class hinge loss, one loss per row: the label should lead each of its rivals by 1.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ Σ_{k≠yᵢ} max(0, 1 + zᵢₖ − zᵢ,yᵢ) with ωᵢ = sᵢ·w of the row's class, weights w (class) and s (sample);
 *           PyTorch divides it by K
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ for the rivals whose summand is positive, −ωᵢ times their number for k = yᵢ; else 0 (at a kink, a
 *           lead of 1, too)
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored (PyTorch divides by their number); if that is 0, see `onEmpty`
 * Domain:   any; −∞ masks a class out; NaN gives NaN; the only class has no rival: 0
 * Units:    those of the logits
 * Numerics: each lead and 1 plus it are rounded once; no summand is negative, so none cancel
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * const logits = tensor([[2, 1.5, 1.25], [0, 3, 1]]);
 * losses.westonWatkins(logits, [0, 1])                              // 0.375
 * losses.westonWatkins.withGradient(logits, [0, 1]).gradient.data   // ≈ [-1, 0.5, 0.5, 0, 0, 0]
 *
 * Source: [WestonWatkins1999]; cf. torch.nn.functional.multi_margin_loss
 */
export const westonWatkins = defineLoss<Labels, WestonWatkinsOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex'],
  prepare: (logits, labels, options) => hingeRows(NAME, logits, labels, options, ofRow),
});

const ofRow: HingeRow = (z, from, to, own, factor, gradient) => {
  const score = z[own];
  const loss = shortfalls(z, from, own, score) + shortfalls(z, own + 1, to, score);
  if (Number.isNaN(loss) || !Number.isFinite(score)) return ofUnusualRow(z, from, to, own, factor, gradient);
  if (!gradient) return loss;
  let active = -1; // without the label itself
  for (let n = from; n < to; n++) {
    const counts = Number(1 + (z[n] - score) > 0);
    gradient[n] = factor * counts;
    active += counts;
  }
  gradient[own] = active === 0 ? 0 : -factor * active;
  return loss;
};

/** Their sum, without branches, which cost more than all else here: of a class at −∞ it is 0·∞, NaN. */
function shortfalls(z: FloatArray, from: number, to: number, score: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) {
    const shortfall = 1 + (z[n] - score);
    sum += Number(shortfall > 0) * shortfall;
  }
  return sum;
}

/** With numbers that are not finite. */
const ofUnusualRow: HingeRow = (z, from, to, own, factor, gradient) => {
  const score = z[own];
  let loss = Number.isNaN(score) ? NaN : 0;
  let active = loss;
  for (let n = from; n < to; n++) {
    const shortfall = n === own ? 0 : shortfallOf(z[n], score);
    const slope = Number.isNaN(shortfall) ? NaN : Number(shortfall > 0);
    if (gradient) gradient[n] = factor * slope;
    active += slope;
    loss += shortfall;
  }
  if (gradient) gradient[own] = active === 0 ? 0 : -factor * active;
  return loss;
};
