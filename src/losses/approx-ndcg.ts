import type { TensorLike } from '../core';
import { checkPositive } from '../core/checks';
import { sigmoid, sigmoidDerivative } from '../math';
import { LIST_OPTIONS, listBatch, type ListOptions } from './list-batch';
import { defineLoss } from './loss';
import { discount, discountSlope, gainsOf } from './ranking';

export interface ApproxNdcgOptions extends ListOptions {
  /** τ > 0 of the sigmoids that stand for comparisons; 1 by default. Small is near to the true ranks, large is smooth. */
  temperature?: number;
}

const NAME = 'approxNdcg';

/**
 * ApproxNDCG, one loss per list: 1 minus a smooth NDCG, in which a sigmoid stands for each comparison that makes a rank.
 *
 * @remarks
 * Formula:  ℓ = 1 − Σᵢ Gᵢ D(πᵢ) / ideal with gains Gᵢ = 2^rᵢ − 1, discounts D(π) = 1/log₂(1 + π), ranks
 *           πᵢ = 1 + Σ_{j≠i} σ((sⱼ − sᵢ)/τ); ideal is the sum for the order by falling relevance
 * Gradient: ∂ℓ/∂sₖ = Σᵢ (vᵢ − vₖ) σ′((sᵢ − sₖ)/τ)/τ with vᵢ = −Gᵢ D′(πᵢ)/ideal
 * Mean:     Σ wᵢℓᵢ / Σ wᵢ over the lists, w the `sampleWeight` (1 by default); if that is 0, see `onEmpty`
 * Domain:   s finite and r a grade of [0, 1000] where the mask is 1. A list of one item, of relevances 0 only, or with all
 *           masked out, has the loss 0 and the gradient 0, and counts in the mean
 * Units:    none; 0 ≤ ℓ < 1
 * Numerics: sums of differences to the ideal: a perfect order that is sure of itself costs exactly 0; stable for any scores
 * Cost:     O(NL²); allocates O(L) when `out` is given
 * @param scores - `[N, L]`, one row a list
 * @param relevance - `[N, L]` grades ≥ 0
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link DomainError} that names the first score which is not finite,
 *   {@link LabelError} a relevance that is no grade; {@link OptionError}
 * @example
 * losses.approxNdcg(tensor([[0, 0]]), [[1, 0]])                                                 // ≈ 0.243529
 * losses.approxNdcg(tensor([[0, 1, 2]]), [[2, 1, 0]], { temperature: 0.1 })                     // ≈ 0.413114
 * losses.approxNdcg.withGradient(tensor([[0, 0]]), [[1, 0]]).gradient.data                      // ≈ [-0.082558, 0.082558]
 *
 * Source: [Qin2010; Bruch2019]
 */
export const approxNdcg = defineLoss<TensorLike, ApproxNdcgOptions>({
  name: NAME,
  options: [...LIST_OPTIONS, 'temperature'],
  prepare(scores, relevance, options) {
    const { temperature = 1 } = options;
    checkPositive(NAME, 'temperature', temperature);
    return listBatch(NAME, scores, relevance, options, true, (s, r, gradient) => {
      const { gains, best, ideal } = gainsOf(r);
      if (ideal === 0) return 0;
      const ranks = new Float64Array(s.length).fill(1);
      const each = (visit: (i: number, j: number, x: number) => void): void => {
        for (let i = 0; i < s.length; i++) {
          for (let j = 0; j < i; j++) visit(i, j, (s[j] - s[i]) / temperature);
        }
      };
      each((i, j, x) => {
        ranks[i] += sigmoid(x);
        ranks[j] += sigmoid(-x);
      });
      const pull = ranks.map((rank, i) => (-gains[i] / ideal) * discountSlope(rank));
      each((i, j, x) => {
        const slope = ((pull[i] - pull[j]) * sigmoidDerivative(x)) / temperature;
        gradient[i] -= slope;
        gradient[j] += slope;
      });
      let loss = 0;
      best.forEach((i, p) => (loss += (gains[i] / ideal) * (discount(p + 1) - discount(ranks[i]))));
      return loss;
    });
  },
});
