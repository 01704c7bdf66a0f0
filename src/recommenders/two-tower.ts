import {
  DomainError,
  OptionError,
  ShapeError,
  asTensor,
  convert,
  formatShape,
  zeros,
  type DType,
  type NamedTensors,
  type Rng,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkBoolean } from '../core/checks';
import type { Interactions } from '../core/interactions';
import { inBatchSoftmax } from '../large-vocab';
import { initializers, linear, parameterGradients, sequential, tanh, type Layer } from '../nn';
import { checkHistory, logItemShares } from './history';
import { interactionBatches, type InteractionBatch } from './batches';
import { rowGradient } from './row-gradient';
import { descend, isSize, readTraining, type Step, type TrainingOptions } from './training';
import { SPREAD, firstUsers, takeRows, vectorModel, type VectorModel } from './vector-model';

export interface TwoTowerOptions extends TrainingOptions {
  /** `[U, F]`: what is known of the users; columns of about the same size, as 0 and 1 or standardised. */
  userFeatures: TensorLike;
  /** `[I, G]` */
  itemFeatures: TensorLike;
  /**
   * Whether users and items have vectors of their own beside those of their features; true by default. Without, all that is known
   * of them are their features.
   */
  ids?: boolean;
  /** Of the vectors; 64 by default. */
  dimension?: number;
  /** Units of each tower between features and vectors; 64 by default. */
  hidden?: number;
  /** Whether logits are corrected by how often an item is in a batch; true by default. */
  logQ?: boolean;
  /** Interactions of a step; 1024 by default. */
  batchSize?: number;
}

export interface TwoTower extends VectorModel {
  /** From features to vectors, also of users or items that are new. */
  readonly towers: { readonly user: Layer; readonly item: Layer };
}

const NAME = 'twoTower';

/**
 * Two networks, one from features of users to vectors, one from features of items, by the in-batch softmax: for users and items
 * that come and go.
 *
 * @remarks
 * Formula:   q_u = tower(features of u) + e_u, v_i likewise, score q_u·vᵢ; a tower is linear, tanh, linear; e is 0 without `ids`
 * Minimises: `largeVocab.inBatchSoftmax` of batches of interactions, and `weightDecay`, by Adam
 * Units:     nats
 * Numerics:  float32 by kernels; the same rng gives the same bits on every machine
 * Cost:      3 products of N·B·D an epoch of N interactions in batches of B, and the towers
 *
 * Each interaction counts once, whatever its value. `users` and `items` of the result are the vectors after training; of a new
 * item `towers.item.forward([features])[0]` is one.
 * @param options - `rng`, `userFeatures`, `itemFeatures`; `dimension` 64, `hidden` 64, `epochs` 20, `learningRate` 0.01,
 *   `weightDecay` 1e-4
 * @throws {@link ShapeError} for features of another number of users or items; {@link OptionError}; {@link DomainError} for
 *   features or a loss that are not finite
 * @example
 * const events = { users: [0, 0, 1, 1], items: [0, 1, 1, 2], userCount: 2, itemCount: 3 };
 * const history = recommenders.interactions(events);
 * const features = { userFeatures: [[0], [1]], itemFeatures: [[0, 0], [0, 1], [1, 1]] };
 * const model = await recommenders.twoTower(history, { ...features, dimension: 2, hidden: 2, epochs: 3, rng: rng(1) });
 * model.towers.item.forward(tensor([[1, 0]], { dtype: 'float32' }))[0].shape // [1, 2]
 * Source: [Yi2019]
 */
export async function twoTower(interactions: Interactions, options: TwoTowerOptions): Promise<TwoTower> {
  checkHistory(NAME, interactions);
  const own = ['userFeatures', 'itemFeatures', 'ids', 'dimension', 'hidden', 'logQ', 'batchSize'];
  const read = readTraining(NAME, options, own, { epochs: 20, learningRate: 0.01, weightDecay: 1e-4 });
  const { ids = true, dimension = 64, hidden = 64, logQ = true, batchSize = 1024 } = options;
  checkBoolean(NAME, 'ids', ids);
  checkBoolean(NAME, 'logQ', logQ);
  for (const [name, size] of Object.entries({ dimension, hidden, batchSize })) isSize(NAME, name, size);
  const [userCount, itemCount] = interactions.shape;
  const { rng, dtype } = read;
  const user = {
    features: featuresOf('userFeatures', options.userFeatures, userCount, dtype),
    ids: ids ? firstUsers(interactions, dimension, read) : undefined,
  };
  const item = {
    features: featuresOf('itemFeatures', options.itemFeatures, itemCount, dtype),
    ids: ids ? rng.split('items').normals([itemCount, dimension], { std: SPREAD, dtype }) : undefined,
  };
  const sizes = { hidden, dimension };
  const users = { ...user, tower: towerOf(user.features, sizes, rng.split('user tower'), dtype) };
  const items = { ...item, tower: towerOf(item.features, sizes, rng.split('item tower'), dtype) };
  const logShares = logItemShares(interactions);

  const step = (batch: InteractionBatch): Step => {
    const ofUsers = vectorsOf(users, batch.users);
    const ofItems = vectorsOf(items, batch.items);
    const correction = logQ && { logQ: Float64Array.from(batch.items, (i) => logShares[i]) };
    const { loss, gradients } = inBatchSoftmax.withGradient(ofUsers.vectors, ofItems.vectors, {
      ...correction,
      ids: batch.items,
    });
    return {
      loss,
      weight: batch.users.length,
      gradients: {
        ...named('user', ofUsers.gradientsOf(gradients.users)),
        ...named('item', ofItems.gradientsOf(gradients.items)),
      },
    };
  };
  const parameters = {
    ...named('user', parametersOf(users)),
    ...named('item', parametersOf(items)),
  };
  const losses = await descend(read, parameters, interactionBatches(interactions, batchSize), step);
  const [allUsers, allItems] = [users, items].map((side) => vectorsOf(side, allRows(side.features)).vectors);
  return {
    ...vectorModel(allUsers, allItems, zeros([itemCount], { dtype }), losses),
    towers: { user: users.tower, item: items.tower },
  };
}

/** One of the two. */
interface Side {
  readonly features: Tensor;
  readonly ids?: Tensor;
  readonly tower: Layer;
}

function featuresOf(name: string, given: TensorLike, count: number, dtype: DType): Tensor {
  if (given === undefined) throw new OptionError(`${NAME}: give ${name}, [${count}, F]`);
  const features = asTensor(NAME, name, given);
  const wrong = features.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new DomainError(`${NAME}: ${name} has ${features.data[wrong]}; say what is unknown by 0`);
  if (features.shape.length === 2 && features.shape[0] === count && features.shape[1] > 0)
    return convert(features, dtype);
  throw new ShapeError(
    `${NAME}: ${name} should have shape [${count}, F], got ${formatShape(features.shape)}`,
  );
}

function towerOf(
  { shape }: Tensor,
  { hidden, dimension }: { hidden: number; dimension: number },
  rng: Rng,
  dtype: DType,
): Layer {
  const initializer = initializers.glorot;
  return sequential(
    linear(shape[1], hidden, { rng: rng.split('in'), initializer, dtype }),
    tanh(),
    linear(hidden, dimension, { rng: rng.split('out'), initializer, dtype }),
  );
}

/** Vectors of some rows, and what makes of their gradients those of the parameters. */
function vectorsOf({ features, ids, tower }: Side, rows: Int32Array) {
  const [vectors, cache] = tower.forward(takeRows(features, rows));
  if (ids) {
    const width = ids.shape[1];
    rows.forEach((row, n) => {
      for (let d = 0; d < width; d++) vectors.data[n * width + d] += ids.data[row * width + d];
    });
  }
  return {
    vectors,
    gradientsOf: (gradient: Tensor) => ({
      ...parameterGradients(tower, cache, gradient),
      ...(ids && { ids: rowGradient(ids, rows, gradient) }),
    }),
  };
}

function parametersOf({ ids, tower }: Side): NamedTensors {
  return { ...tower.parameters, ...(ids && { ids }) };
}

function named<T>(side: string, parts: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${side}.${name}`, part]));
}

function allRows({ shape }: Tensor): Int32Array {
  return Int32Array.from({ length: shape[0] }, (_, row) => row);
}
