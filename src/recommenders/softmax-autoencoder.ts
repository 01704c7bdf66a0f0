import { OptionError, zeros, type DType, type NamedTensors, type Rng, type Tensor } from '../core';
import { checkRange, describe } from '../core/checks';
import type { Interactions } from '../core/interactions';
import { softmaxCrossEntropy } from '../losses';
import { initializers, linear, sequential, tanh, parameterGradients, type Layer } from '../nn';
import { userBatches, type UserBatch } from './batches';
import { checkHistory, usersWithHistory } from './history';
import { readUsers, type Recommender } from './recommender';
import { descend, isSize, readTraining, type Step, type TrainingOptions } from './training';
import { userRows } from './user-rows';

export interface AutoencoderOptions extends TrainingOptions {
  /** Units between history and logits; 200 by default. */
  hidden?: number;
  /** Share of the history that an epoch does not see, below 1; 0.5 by default. */
  dropout?: number;
  /** Users of a step; 128 by default. */
  batchSize?: number;
}

export interface Autoencoder extends Recommender {
  /** From histories of length 1 to logits. */
  readonly model: Layer;
  /** Mean loss of an interaction in each epoch, while it was trained, in nats. */
  readonly losses: readonly number[];
}

const NAME = 'softmaxAutoencoder';

/**
 * A denoising autoencoder with a softmax over the items (Mult-DAE): what a user has had to do with, part of it hidden, tells all
 * of it.
 *
 * @remarks
 * Formula:    z = tanh(drop(x/‖x‖)·W₁ + b₁)·W₂ + b₂; what dropout leaves is divided by 1 − `dropout`
 * Minimises:  −Σ x_ui log softmax(z_u)ᵢ / Σ x_ui + λ/2·(all parameters)², by Adam on batches of users
 * Units:      nats
 * Numerics:   float32 by kernels; the same rng gives the same bits on every machine
 * Cost:       5 products of U·I·hidden an epoch
 *
 * Users are not parameters, but what they have had to do with: `scores` are of their history in `interactions`. One without has
 * the scores of nobody, which are near the popularity's.
 * @param options - `rng`; `hidden` 200, `dropout` 0.5, `batchSize` 128, `epochs` 60, `learningRate` 0.002, `weightDecay` 1e-6
 * @throws {@link OptionError} if there are no interactions; {@link DomainError} when the loss is no longer finite
 * @example
 * const events = { users: [0, 0, 1, 1], items: [0, 1, 1, 2], userCount: 2, itemCount: 3 };
 * const history = recommenders.interactions(events);
 * const model = await recommenders.softmaxAutoencoder(history, { hidden: 4, epochs: 5, rng: rng(1) });
 * model.scores([0]).shape // [1, 3]
 * Source: [Liang2018]
 */
export async function softmaxAutoencoder(
  interactions: Interactions,
  options: AutoencoderOptions,
): Promise<Autoencoder> {
  checkHistory(NAME, interactions);
  const own = ['hidden', 'dropout', 'batchSize'];
  const read = readTraining(NAME, options, own, { epochs: 60, learningRate: 0.002, weightDecay: 1e-6 });
  const { hidden = 200, dropout = 0.5, batchSize = 128 } = options;
  isSize(NAME, 'hidden', hidden);
  isSize(NAME, 'batchSize', batchSize);
  checkRange(NAME, 'dropout', dropout, 0, 1);
  if (dropout === 1) throw new OptionError(`${NAME}: dropout should be below 1, got ${describe(dropout)}`);
  const { rng, dtype } = read;
  const [userCount, itemCount] = interactions.shape;
  const initializer = initializers.glorot;
  const model = sequential(
    linear(itemCount, hidden, { rng: rng.split('in'), initializer, dtype }),
    tanh(),
    linear(hidden, itemCount, { rng: rng.split('out'), initializer, dtype }),
  );
  const trained = usersWithHistory(interactions);

  const step = ({ users, stream }: UserBatch): Step => {
    const [logits, cache] = model.forward(unitRows(interactions, users, dtype, dropout, stream));
    const { shares, totals } = userRows(interactions, users, dtype);
    const { loss, gradient } = softmaxCrossEntropy.withGradient(logits, shares, { sampleWeight: totals });
    const gradients: NamedTensors = parameterGradients(model, cache, gradient);
    return { loss, weight: totals.reduce((sum, total) => sum + total, 0), gradients };
  };
  const losses = await descend(read, model.parameters, userBatches(trained, batchSize), step);
  return {
    model,
    losses,
    scores: (given) => model.forward(unitRows(interactions, readUsers(given, userCount), dtype))[0],
  };
}

/** Histories of length 1, some of each left out at random. */
function unitRows(
  { shape, rowStarts, columns, values }: Interactions,
  users: Int32Array,
  dtype: DType,
  dropout = 0,
  stream?: Rng,
): Tensor {
  const items = shape[1];
  const rows = zeros([users.length, items], { dtype });
  users.forEach((user, row) => {
    let square = 0;
    for (let n = rowStarts[user]; n < rowStarts[user + 1]; n++) square += values[n] * values[n];
    const scale = 1 / ((1 - dropout) * Math.sqrt(square));
    for (let n = rowStarts[user]; n < rowStarts[user + 1]; n++) {
      if (dropout > 0 && stream!.uniform() < dropout) continue;
      rows.data[row * items + columns[n]] = values[n] * scale;
    }
  });
  return rows;
}
