import { OptionError, exp, zeros, type Tensor } from '../core';
import { checkBoolean, checkChoice } from '../core/checks';
import type { Interactions } from '../core/interactions';
import { inBatchSoftmax, sampledSoftmax, uniformSampler, unigramSampler } from '../large-vocab';
import { checkHistory, logItemShares } from './history';
import { interactionBatches, type InteractionBatch } from './batches';
import { rowGradient } from './row-gradient';
import type { FactorisationOptions } from './softmax-factorisation';
import { descend, isSize, readTraining, type Step } from './training';
import { SPREAD, firstUsers, takeRows, vectorModel, type VectorModel } from './vector-model';

export interface SampledFactorisationOptions extends FactorisationOptions {
  /**
   * What an item is told from: items drawn uniformly or by popularity (their number of interactions), the same for the whole
   * batch, or `'inBatch'` (the default) the other items of the batch.
   */
  negatives?: 'uniform' | 'popularity' | 'inBatch';
  /** Whether logits are corrected by how probable the negatives are; true by default. */
  logQ?: boolean;
  /** Interactions of a step; 1024 by default. */
  batchSize?: number;
  /** Items that are drawn for a step; 200 by default. Not with `'inBatch'`. */
  samples?: number;
}

const NAME = 'sampledFactorisation';

/**
 * Vectors of users and items by a sampled softmax, an interaction a row: for catalogues whose full softmax costs too much.
 *
 * @remarks
 * Minimises: on average over interactions −log p of the item among the negatives (`largeVocab.sampledSoftmax`, or
 *            `largeVocab.inBatchSoftmax`) by Adam on batches, which changes the vectors of a batch alone. With log-Q correction
 *            the scores become those of the full softmax; without, those less the log of how often an item was a negative: items
 *            that few know are recommended to all
 * Penalty:   `weightDecay` is of the vectors of a batch
 * Start:     as {@link softmaxFactorisation}; with `'inBatch'` the bias is part of the items' vectors while they are trained
 * Units:     nats; losses of different negatives cannot be compared
 * Numerics:  as {@link softmaxFactorisation}
 * Cost:      3 products of N·C·D an epoch of N interactions; C is `samples`, or `batchSize`
 *
 * Each interaction counts once, whatever its value. A user without history keeps the vector 0.
 * @param options - `rng`; `dimension` 64, `epochs` 20, `learningRate` 0.01, `weightDecay` 1e-4
 * @throws {@link OptionError} if there are no interactions, or for `samples` with `'inBatch'`; {@link DomainError} when the loss
 *   is no longer finite
 * @example
 * const events = { users: [0, 0, 1, 1], items: [0, 1, 1, 2], userCount: 2, itemCount: 3 };
 * const history = recommenders.interactions(events);
 * const options = { negatives: 'uniform', samples: 2, dimension: 2, epochs: 5, rng: rng(1) } as const;
 * (await recommenders.sampledFactorisation(history, options)).scores([0]).shape // [1, 3]
 * Source: [Yi2019]; [BengioSenecal2008]
 */
export async function sampledFactorisation(
  interactions: Interactions,
  options: SampledFactorisationOptions,
): Promise<VectorModel> {
  checkHistory(NAME, interactions);
  const own = ['dimension', 'negatives', 'logQ', 'batchSize', 'samples'];
  const read = readTraining(NAME, options, own, { epochs: 20, learningRate: 0.01, weightDecay: 1e-4 });
  const { dimension = 64, negatives = 'inBatch', logQ = true, batchSize = 1024, samples } = options;
  isSize(NAME, 'dimension', dimension);
  isSize(NAME, 'batchSize', batchSize);
  checkChoice(NAME, 'negatives', negatives, ['uniform', 'popularity', 'inBatch']);
  checkBoolean(NAME, 'logQ', logQ);
  if (samples !== undefined) isSize(NAME, 'samples', samples);
  const isInBatch = negatives === 'inBatch';
  if (isInBatch && samples !== undefined) {
    throw new OptionError(
      `${NAME}: the negatives are those of the batch; leave out samples, or give batchSize`,
    );
  }
  const { rng, dtype } = read;
  const itemCount = interactions.shape[1];
  const items = rng.split('items').normals([itemCount, dimension], { std: SPREAD, dtype });
  const parameters = {
    users: firstUsers(interactions, dimension, read),
    items,
    bias: zeros([itemCount], { dtype }),
  };
  const logShares = logItemShares(interactions);
  const sampler =
    negatives === 'uniform' ? uniformSampler(itemCount) : unigramSampler(logShares.map(exp), { power: 1 });

  const sampledStep = ({ users, items, stream }: InteractionBatch): Step => {
    const sampling = { sampler, samples: samples ?? Math.min(200, itemCount), rng: stream };
    const x = takeRows(parameters.users, users);
    const { loss, gradients } = sampledSoftmax.withGradient(x, parameters.items, items, {
      ...sampling,
      bias: parameters.bias,
      correction: logQ ? 'negatives' : 'none',
    });
    const { weight, bias } = gradients;
    const ofUsers = rowGradient(parameters.users, users, gradients.x);
    return { loss, weight: users.length, gradients: { users: ofUsers, items: weight, bias: bias! } };
  };
  /** A column more, 1 for users and the bias for items, is the bias. */
  const inBatchStep = ({ users, items }: InteractionBatch): Step => {
    const correction = logQ && { logQ: Float64Array.from(items, (item) => logShares[item]) };
    const ofUsers = withColumn(parameters.users, users, () => 1);
    const ofItems = withColumn(parameters.items, items, (item) => parameters.bias.data[item]);
    const { loss, gradients } = inBatchSoftmax.withGradient(ofUsers, ofItems, { ...correction, ids: items });
    return {
      loss,
      weight: users.length,
      gradients: {
        users: rowGradient(parameters.users, users, gradients.users),
        items: rowGradient(parameters.items, items, gradients.items),
        bias: rowGradient(parameters.bias, items, gradients.items, dimension),
      },
    };
  };
  const batchesOf = interactionBatches(interactions, batchSize);
  const losses = await descend(read, parameters, batchesOf, isInBatch ? inBatchStep : sampledStep);
  return vectorModel(parameters.users, items, parameters.bias, losses);
}

/** Some rows of a matrix, with a number more at the end of each. */
function withColumn({ data, shape, dtype }: Tensor, rows: Int32Array, last: (row: number) => number): Tensor {
  const width = shape[1];
  const taken = zeros([rows.length, width + 1], { dtype });
  rows.forEach((row, n) => {
    taken.data.set(data.subarray(row * width, (row + 1) * width), n * (width + 1));
    taken.data[n * (width + 1) + width] = last(row);
  });
  return taken;
}
