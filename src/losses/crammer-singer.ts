import type { FloatArray, Labels } from '../core';
import { hingeRows, shortfallOf, type HingeRow } from './hinge-rows';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';

export type CrammerSingerOptions = WeightedLabelOptions;

const NAME = 'crammerSinger';

/**
 * Crammer and Singer's multi-class hinge loss, one loss per row: the label should lead its strongest rival by 1.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ max(0, 1 + max_{k≠yᵢ} zᵢₖ − zᵢ,yᵢ) with ωᵢ = sᵢ·w of the row's class, weights w (class) and s (sample)
 * Gradient: where ℓᵢ > 0, ∂ℓᵢ/∂zᵢₖ = ωᵢ for the strongest rival (of several the first), −ωᵢ for k = yᵢ; else 0 (at the
 *           kink, a lead of 1, too)
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   any; −∞ masks a class out; NaN gives NaN; the only class has no rival: 0
 * Units:    those of the logits
 * Numerics: the lead and 1 plus it are rounded once each
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * const logits = tensor([[2, 1.5, -1], [0, 3, 1]]);
 * losses.crammerSinger(logits, [0, 1])                              // 0.25
 * losses.crammerSinger.withGradient(logits, [0, 1]).gradient.data   // ≈ [-0.5, 0.5, 0, 0, 0, 0]
 *
 * Source: [CrammerSinger2001]; cf. sklearn.metrics.hinge_loss, optax.losses.multiclass_hinge_loss
 */
export const crammerSinger = defineLoss<Labels, CrammerSingerOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex'],
  prepare: (logits, labels, options) => hingeRows(NAME, logits, labels, options, ofRow),
});

const ofRow: HingeRow = (z, from, to, own, factor, gradient) => {
  const rival = strongest(z, from, to, own);
  const shortfall = shortfallOf(rival === own ? -Infinity : z[rival], z[own]);
  gradient?.fill(0, from, to);
  if (!gradient || shortfall === 0) return shortfall;
  gradient[rival] = Number.isNaN(shortfall) ? NaN : factor;
  gradient[own] = -gradient[rival];
  return shortfall;
};

/** The place of the largest logit but `own`'s, the first of several, or of NaN; `own` itself if there is no other. */
function strongest(z: FloatArray, from: number, to: number, own: number): number {
  let [rival, largest] = [own, -Infinity];
  for (let n = from; n < to; n++) {
    if (n === own || z[n] <= largest) continue;
    [rival, largest] = [n, z[n]];
    if (Number.isNaN(largest)) break;
  }
  return rival;
}
