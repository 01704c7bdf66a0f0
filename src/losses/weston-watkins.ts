import type { Labels } from '../core';
import { labelRows, type WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';
import { shortfallOf } from './shortfall';

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
  prepare(logits, given, options) {
    const { labels, shape, rowWeight } = labelRows(NAME, logits, given, options);
    return {
      ...shape,
      row(i, z, gradient) {
        gradient.fill(0);
        const omega = rowWeight(i);
        if (omega === 0) return 0;
        const y = labels[i];
        let loss = Number.isNaN(z[y]) ? NaN : 0;
        let active = loss;
        for (let k = 0; k < z.length; k++) {
          const shortfall = k === y ? 0 : shortfallOf(z[k], z[y]);
          if (shortfall === 0) continue;
          const slope = Number.isNaN(shortfall) ? NaN : 1;
          gradient[k] = omega * slope;
          active += slope;
          loss += shortfall;
        }
        if (active !== 0) gradient[y] = -omega * active;
        return omega * loss;
      },
    };
  },
});
