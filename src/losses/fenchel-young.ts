import type { Labels, Tensor } from '../core';
import { entmaxRows, type EntmaxPower } from '../math/entmax';
import { shifted } from '../math/exponentials';
import { allMasked, labelRows, type WeightedLabelOptions } from './label-rows';
import type { Batch } from './loss';
import type { AnyReduction } from './reduction';

/**
 * The batch of a Fenchel-Young loss of an entmax: with the roots rₖ, the threshold t and p = r^q (see {@link entmaxRows})
 * the loss ⟨p − onehot, z⟩ + H(p) is, with no summand below 0 and so with no digit lost to cancellation,
 *   sparsemax: (Σ_{k≠y} rₖ² + (1 − r_y)²)/2            + max(0, t − x_y)
 *   entmax15:  (Σ_{k≠y} rₖ³ + (1 − r_y)² (2 + r_y)) ⅔ + max(0, t − x_y)·2
 * and 1 − r_y follows from the others' probabilities.
 */
export function fenchelYoung(
  where: string,
  power: EntmaxPower,
  logits: Tensor,
  given: Labels,
  options: AnyReduction<WeightedLabelOptions>,
): Batch {
  const { labels, shape, rowWeight } = labelRows(where, logits, given, options);
  const { width: classes } = shape;
  const solve = entmaxRows(classes, power);
  const roots = new Float64Array(classes);
  return {
    ...shape,
    row(i, z, gradient) {
      const omega = rowWeight(i);
      if (omega === 0) {
        gradient.fill(0);
        return 0;
      }
      const { max, threshold } = solve(z, 1, roots, gradient);
      if (max === -Infinity) throw allMasked(where, i);
      if (!(max < Infinity)) return NaN; // the gradient is NaN already

      const y = labels[i];
      const own = roots[y];
      let [others, sum] = [0, 0]; // Σ pₖ and Σ pₖ rₖ of the other classes
      for (let k = 0; k < classes; k++) {
        const p = gradient[k];
        if (p === 0 || k === y) continue;
        others += p;
        sum += p * roots[k];
        gradient[k] = omega * p;
      }
      gradient[y] = 0 - omega * others;
      const shortfall = power === 1 ? others : others / (1 + own); // 1 − own
      const near = shortfall * shortfall;
      const within = power === 1 ? (sum + near) / 2 : ((sum + near * (2 + own)) * 2) / 3;
      return omega * (own > 0 ? within : within + power * gapOf(z[y], max, power, threshold));
    },
  };
}

/** How far below the threshold a logit is, in units of x. */
function gapOf(z: number, max: number, power: EntmaxPower, [hi, lo]: readonly [number, number]): number {
  const [x, error] = shifted(z, max, power);
  return Math.max(0, hi - x + (lo - error));
}
