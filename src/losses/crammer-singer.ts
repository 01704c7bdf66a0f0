import type { Labels } from '../core';
import { labelRows, type WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';
import { shortfallOf } from './shortfall';

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
  prepare(logits, given, options) {
    const { labels, shape, rowWeight } = labelRows(NAME, logits, given, options);
    return {
      ...shape,
      row(i, z, gradient) {
        gradient.fill(0);
        const omega = rowWeight(i);
        if (omega === 0) return 0;
        const y = labels[i];
        const rival = strongest(z, y);
        const shortfall = shortfallOf(rival === y ? -Infinity : z[rival], z[y]);
        if (shortfall === 0) return 0;
        gradient[rival] = Number.isNaN(shortfall) ? NaN : omega;
        gradient[y] = -gradient[rival];
        return omega * shortfall;
      },
    };
  },
});

/** The class of the largest score but `y`'s, the first of several, or of NaN; `y` itself if there is no other. */
function strongest(z: Float64Array, y: number): number {
  let rival = y;
  for (let k = 0; k < z.length; k++) {
    if (k === y) continue;
    if (Number.isNaN(z[k])) return k;
    if (rival === y || z[k] > z[rival]) rival = k;
  }
  return rival;
}
