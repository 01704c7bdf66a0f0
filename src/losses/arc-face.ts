import { cos, sin, type Labels } from '../core';
import { checkPositive, checkRange } from '../core/checks';
import { cosineCheck } from './cosines';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';
import { movedCrossEntropy } from './moved-cross-entropy';

export interface ArcFaceOptions extends WeightedLabelOptions {
  /** m of [0, π/2] in radians, which the label's angle grows by; 0.5 by default. */
  margin?: number;
  /** s > 0 that the cosines are multiplied by; 64 by default. */
  scale?: number;
}

const NAME = 'arcFace';

/** The sine that the slope divides by is at least this: float32 cosines tell no smaller angle from 0. */
const LEAST_SINE = 1 / 4096;

/**
 * ArcFace, one loss per row: the softmax cross-entropy of scaled cosines in which the label's angle has to be smaller than
 * the others by a margin.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (log Σₖ exp xₖ − x_yᵢ) with xₖ = s cos θᵢₖ, x_yᵢ = s φ(θᵢ,yᵢ), φ(θ) = cos(θ + m); ωᵢ = sᵢ·w of the row's
 *           class, weights w (class) and s (sample).
 *           From θ = π − m on, where cos(θ + m) would rise again, φ(θ) = cos θ − m sin m falls on, after a step down by
 *           cos m + m sin m − 1, as in the authors' code
 * Gradient: ∂ℓᵢ/∂(cos θᵢₖ) = ωᵢ s (pₖ − [k = yᵢ]) with p = softmax(x), for the label times
 *           dφ/d(cos θ) = cos m + sin m cos θ/sin θ = sin(θ + m)/sin θ, or 1 from π − m on. It grows without bound as θ
 *           goes to 0: sin θ < 2⁻¹² (0.014°) counts as 2⁻¹² in it
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   the label's cosine of [−1, 1], but for rounding (0.001; it is then ±1); −∞ masks another class out. NaN gives NaN
 * Units:    nats
 * Numerics: sin θ = √((1 − cos θ)(1 + cos θ)) does not cancel; x is rounded to the cosines' type in float32 batches of 512
 *           cosines and more, else to float64; the rest is as of `softmaxCrossEntropy`
 * Cost:     O(NK); allocates O(N + K) when `out` is given
 * @param cosines - `[N, K]` of the angles between each row's features and each class's weights
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} that names the first label's entry which is no cosine
 * @example
 * losses.arcFace(tensor([[0.5, -0.5]]), [0], { margin: 0.5, scale: 4 })                              // ≈ 0.116133
 * losses.arcFace.withGradient(tensor([[0.5, -0.5]]), [0], { scale: 4 }).gradient.data                // ≈ [-0.506281, 0.438575]
 *
 * Source: [Deng2019]
 */
export const arcFace = defineLoss<Labels, ArcFaceOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex', 'margin', 'scale'],
  prepare(cosines, labels, options) {
    const { margin = 0.5, scale = 64 } = options;
    checkRange(NAME, 'margin', margin, 0, Math.PI / 2);
    checkPositive(NAME, 'scale', scale);
    const [cosM, sinM] = [cos(margin), sin(margin)];
    return movedCrossEntropy(NAME, cosines, labels, options, {
      scale,
      ofLabel(given) {
        const cosine = clamped(given);
        return cosine > -cosM || Number.isNaN(cosine)
          ? cosine * cosM - sine(cosine) * sinM
          : cosine - margin * sinM;
      },
      slopeOfLabel(given) {
        const cosine = clamped(given);
        return cosine > -cosM ? cosM + (sinM * cosine) / Math.max(LEAST_SINE, sine(cosine)) : 1;
      },
      check: cosineCheck(NAME),
    });
  },
});

function clamped(cosine: number): number {
  return Math.max(-1, Math.min(1, cosine));
}

function sine(cosine: number): number {
  return Math.sqrt((1 - cosine) * (1 + cosine));
}
