import type { Interactions } from '../core/interactions';
import { softmaxCrossEntropy } from '../losses';
import { initializers, linear } from '../nn';
import { checkHistory } from './history';
import { descend, isSize, readTraining, type Step, type TrainingOptions } from './training';
import { userRows } from './user-rows';
import { SPREAD, firstUsers, transposed, vectorModel, type VectorModel } from './vector-model';

export interface FactorisationOptions extends TrainingOptions {
  /** Of the vectors; 64 by default. */
  dimension?: number;
}

const NAME = 'softmaxFactorisation';

/**
 * Vectors of users and items by the full softmax: a user is a row of logits over all items, and the whole history its target.
 *
 * @remarks
 * Minimises: −Σ x_ui log p_ui / Σ x_ui + λ/2·(all parameters)², p_u = softmax(q_u·Vᵀ + b), by Adam on all users at once. The
 *            interactions of a user share one row, which is what makes the exact loss cheap: [U, I] logits an epoch rather than
 *            one row an interaction
 * Start:     vectors normal with deviation 0.1, b = 0
 * Units:     nats
 * Numerics:  float32 by kernels; the same rng gives the same bits on every machine
 * Cost:      3 products of U·I·D and a softmax of `[U, I]` an epoch; two matrices `[U, I]`
 *
 * A user without history has the vector 0, and so the scores b of everybody.
 * @param options - `rng`; `dimension` 64, `epochs` 100, `learningRate` 0.02, `weightDecay` 1e-4
 * @throws {@link OptionError} if there are no interactions; {@link DomainError} when the loss is no longer finite
 * @example
 * const events = { users: [0, 0, 1, 1], items: [0, 1, 1, 2], userCount: 2, itemCount: 3 };
 * const history = recommenders.interactions(events);
 * const model = await recommenders.softmaxFactorisation(history, { dimension: 2, epochs: 5, rng: rng(1) });
 * model.scores([0]).shape // [1, 3]
 * model.losses[0] // ≈ 1.10
 * Source: [Covington2016], whose users are functions of their history; the likelihood [Liang2018]
 */
export async function softmaxFactorisation(
  interactions: Interactions,
  options: FactorisationOptions,
): Promise<VectorModel> {
  checkHistory(NAME, interactions);
  const read = readTraining(NAME, options, ['dimension'], {
    epochs: 100,
    learningRate: 0.02,
    weightDecay: 1e-4,
  });
  const { dimension = 64 } = options;
  isSize(NAME, 'dimension', dimension);
  const [userCount, itemCount] = interactions.shape;
  const { rng, dtype } = read;
  const initializer = initializers.normal(SPREAD);
  const output = linear(dimension, itemCount, { rng: rng.split('items'), initializer, dtype });
  const users = firstUsers(interactions, dimension, read);
  const everybody = Int32Array.from({ length: userCount }, (_, u) => u);
  const { shares, totals } = userRows(interactions, everybody, dtype);
  const weight = totals.reduce((sum, total) => sum + total, 0);

  const step = (): Step => {
    const [logits, cache] = output.forward(users);
    const { loss, gradient } = softmaxCrossEntropy.withGradient(logits, shares, { sampleWeight: totals });
    const { dInput, gradients } = output.backward(cache, gradient);
    return { loss, weight, gradients: { users: dInput, ...gradients } };
  };
  const losses = await descend(read, { users, ...output.parameters }, () => [0], step);
  return vectorModel(users, transposed(output.parameters.weight), output.parameters.bias, losses);
}
