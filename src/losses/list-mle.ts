import type { TensorLike } from '../core';
import { sigmoid, softplus } from '../math';
import { LIST_OPTIONS, listBatch, type ListOptions } from './list-batch';
import { defineLoss } from './loss';
import { fallingOrder } from './ranking';

export type ListMleOptions = ListOptions;

const NAME = 'listMle';

/**
 * ListMLE, one loss per list: −log of the probability that the model of Plackett and Luce, which picks item after item by
 * the softmax of the scores of what is left, gives to the order by falling relevance.
 *
 * @remarks
 * Formula:  ℓ = Σᵢ (log Σ_{j≥i} exp sⱼ − sᵢ), the items in the order by falling relevance; of equal ones the first is first
 * Gradient: ∂ℓ/∂sⱼ = Σ_{i≤j} exp(sⱼ − log Σ_{m≥i} exp sₘ) − 1
 * Mean:     Σ wᵢℓᵢ / Σ wᵢ over the lists, w the `sampleWeight` (1 by default); if that is 0, see `onEmpty`
 * Domain:   s and r finite where the mask is 1. A list of one item, or with all masked out, has the loss 0 and the gradient
 *           0, and counts in the mean. Among equal relevances, such as only zeros, the order of the places is the wanted one
 * Units:    nats
 * Numerics: a sum of softplus(log Σ_{j>i} exp sⱼ − sᵢ), whose slopes are summed with factors ≤ 1; stable for any scores
 * Cost:     O(N L log L); allocates O(L) when `out` is given
 * @param scores - `[N, L]`, one row a list
 * @param relevance - `[N, L]`, higher is better; only their order matters
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link DomainError} that names the first score which is not finite,
 *   {@link LabelError} such a relevance; {@link OptionError}
 * @example
 * losses.listMle(tensor([[0, 0, 0]]), [[3, 1, 2]])                                        // ≈ 1.791759
 * losses.listMle.withGradient(tensor([[0, 0, 0]]), [[3, 1, 2]]).gradient.data             // ≈ [-0.666667, 0.833333, -0.166667]
 *
 * Source: [Xia2008]; the model [Luce1959; Plackett1975]
 */
export const listMle = defineLoss<TensorLike, ListMleOptions>({
  name: NAME,
  options: LIST_OPTIONS,
  prepare(scores, relevance, options) {
    return listBatch(NAME, scores, relevance, options, false, (s, r, gradient) => {
      const order = fallingOrder(r);
      // The log-sum-exp of the items after i is top + above, two numbers, so that large scores cost no digits; gradient holds
      // how far each item is above it.
      let [top, above, loss] = [-Infinity, 0, 0];
      for (let p = order.length - 1; p >= 0; p--) {
        const i = order[p];
        const lead = s[i] - top - above;
        gradient[i] = lead;
        loss += softplus(-lead);
        if (s[i] > top) [top, above] = [s[i], softplus(-lead)];
        else above += softplus(lead);
      }
      // Item i is picked next with σ(lead). The gradients of the picks before are Σ exp(sᵢ − log-sum-exp at the pick), in
      // units of σ(lead): each pick that passes i by multiplies what came before with σ(−lead).
      let before = 0;
      for (const i of order) {
        const [picked, passed] = [sigmoid(gradient[i]), sigmoid(-gradient[i])];
        gradient[i] = picked * before - passed;
        before = passed * (before + 1);
      }
      return loss;
    });
  },
});
