import { OptionError, newTensor, zeros, type DType, type Rng, type Tensor } from '../core';
import { checkRange } from '../core/checks';
import { itemsOf, type Interactions } from '../core/interactions';
import { softmaxCrossEntropy } from '../losses';
import * as nn from '../nn';
import { userBatches, type UserBatch } from './batches';
import { checkHistory, usersWithHistory } from './history';
import { readUsers, type Recommender } from './recommender';
import { descend, isSize, readTraining, type Step, type TrainingOptions } from './training';

export interface SequentialOptions extends TrainingOptions {
  /** Items of a history that are looked back on; 50 by default. */
  length?: number;
  /** Of the items' vectors; 64 by default. */
  dimension?: number;
  /** Of each attention; 2 by default. They divide the dimension. */
  heads?: number;
  /** Blocks of attention and a network of each position; 2 by default. */
  layers?: number;
  /** After embedding, attention and network; 0.2 by default. */
  dropout?: number;
  /** Users of a step; 64 by default. */
  batchSize?: number;
}

export interface SequentialRecommender extends Recommender {
  /** From items `[N, T]` in order to the logits of the next, `[N, T, I]`. */
  readonly model: nn.Layer;
  /** Mean loss of an item in each epoch, while it was trained, in nats. */
  readonly losses: readonly number[];
}

const NAME = 'sequential';
/** Of places behind the last item. */
const NONE = -100;

/**
 * Self-attention over the history in order, the next item being the class: what comes next after what.
 *
 * @remarks
 * Formula:   items' vectors and those of their places, blocks of causal self-attention and a network of each position, each with
 *            layer normalisation before and the input added, as language models have them; logits are products with the
 *            items' vectors. The full softmax over all items
 * Training:  in each epoch of each user a stretch of `length` + 1 items that begins at random; every item after the first is
 *            foreseen from those before it. Adam on batches of users
 * Units:     nats
 * Numerics:  float32 by kernels; the same rng gives the same bits on every machine
 * Cost:      3 products of U·`length`·I·D an epoch, and the blocks
 *
 * The order is that of the interactions; values do not count. Scores are of the item after the last one; a user without history,
 * who has none, gets only 0.
 * @param options - `rng`; `length` 50, `dimension` 64, `heads` 2, `layers` 2, `dropout` 0.2, `batchSize` 64, `epochs` 30,
 *   `learningRate` 0.001, `weightDecay` 0
 * @throws {@link OptionError} if there are no interactions, or nobody has two; {@link DomainError} when the loss is no longer
 *   finite
 * @example
 * const events = { users: [0, 0, 0, 1, 1], items: [0, 1, 2, 1, 2], userCount: 2, itemCount: 3 };
 * const history = recommenders.interactions(events);
 * const options = { length: 4, dimension: 4, layers: 1, epochs: 3, rng: rng(1) };
 * (await recommenders.sequential(history, options)).scores([0]).shape // [1, 3]
 * Source: [Kang2018], with the softmax in place of a sampled negative
 */
export async function sequential(
  interactions: Interactions,
  options: SequentialOptions,
): Promise<SequentialRecommender> {
  checkHistory(NAME, interactions);
  const own = ['length', 'dimension', 'heads', 'layers', 'dropout', 'batchSize'];
  const read = readTraining(NAME, options, own, { epochs: 30, learningRate: 0.001, weightDecay: 0 });
  const { length = 50, dimension = 64, heads = 2, layers = 2, dropout = 0.2, batchSize = 64 } = options;
  for (const [name, size] of Object.entries({ length, dimension, heads, layers, batchSize }))
    isSize(NAME, name, size);
  checkRange(NAME, 'dropout', dropout, 0, 1);
  if (dimension % heads !== 0) {
    throw new OptionError(`${NAME}: heads should divide the dimension, got ${heads} and ${dimension}`);
  }
  const { rng, dtype } = read;
  const [userCount, itemCount] = interactions.shape;
  const trained = usersWithHistory(interactions, 2);
  if (trained.length === 0)
    throw new OptionError(`${NAME}: nobody has two items, and no item comes after another`);
  const model = modelOf(itemCount, { length, dimension, heads, layers, dropout }, rng.split('model'), dtype);

  const step = ({ users, stream }: UserBatch): Step => {
    const stretches = Array.from(users, (user) => stretchOf(itemsOf(interactions, user), length + 1, stream));
    const { items, labels, count } = paddedOf(stretches, dtype);
    const [logits, cache] = model.forward(items, { training: true, rng: stream.split('dropout') });
    const rows = newTensor(logits.data, [labels.length, itemCount]);
    const { loss, gradient } = softmaxCrossEntropy.withGradient(rows, labels, { ignoreIndex: NONE });
    const gradients = nn.parameterGradients(model, cache, newTensor(gradient.data, logits.shape));
    return { loss, weight: count, gradients };
  };
  const losses = await descend(read, model.parameters, userBatches(trained, batchSize), step);
  return {
    model,
    losses,
    scores(given) {
      const users = readUsers(given, userCount);
      const scores = zeros([users.length, itemCount], { dtype });
      users.forEach((user, row) => {
        const last = itemsOf(interactions, user).slice(-length);
        if (last.length === 0) return;
        const [{ data }] = model.forward(matrixOf([last], last.length, dtype));
        scores.data.set(data.subarray(data.length - itemCount), row * itemCount);
      });
      return scores;
    },
  };
}

type Sizes = Required<Pick<SequentialOptions, 'length' | 'dimension' | 'heads' | 'layers' | 'dropout'>>;

function modelOf(
  items: number,
  { length, dimension, heads, layers, dropout }: Sizes,
  rng: Rng,
  dtype: DType,
): nn.Layer {
  const initializer = nn.initializers.normal(1 / Math.sqrt(dimension));
  const of = (name: string) => ({ rng: rng.split(name), dtype });
  const blocks = Array.from({ length: layers }, (_, n) => [
    nn.residual(
      nn.layerNorm(dimension, { dtype }),
      nn.causalSelfAttention(dimension, { heads, ...of(`attention ${n}`) }),
      nn.dropout(dropout),
    ),
    nn.residual(
      nn.layerNorm(dimension, { dtype }),
      nn.linear(dimension, 2 * dimension, of(`in ${n}`)),
      nn.gelu(),
      nn.linear(2 * dimension, dimension, of(`out ${n}`)),
      nn.dropout(dropout),
    ),
  ]);
  return nn.tied(
    nn.embedding(items, dimension, { initializer, ...of('items') }),
    nn.positionEmbedding(length, dimension, { initializer, ...of('places') }),
    nn.dropout(dropout),
    ...blocks.flat(),
    nn.layerNorm(dimension, { dtype }),
  );
}

/** So many items of a history, from a random one on; all, if it is shorter. */
function stretchOf(items: Int32Array, most: number, rng: Rng): Int32Array {
  const start = items.length > most ? rng.integer(items.length - most + 1) : 0;
  return items.subarray(start, start + most);
}

/** Items and what follows them, filled up behind: causal attention does not see there. */
function paddedOf(stretches: readonly Int32Array[], dtype: DType) {
  const width = Math.max(...stretches.map(({ length }) => length)) - 1;
  const labels = new Int32Array(stretches.length * width).fill(NONE);
  stretches.forEach((items, row) => labels.set(items.subarray(1), row * width));
  const count = stretches.reduce((sum, { length }) => sum + length - 1, 0);
  const items = matrixOf(
    stretches.map((stretch) => stretch.subarray(0, -1)),
    width,
    dtype,
  );
  return { items, labels, count };
}

function matrixOf(rows: readonly Int32Array[], width: number, dtype: DType): Tensor {
  const matrix = zeros([rows.length, width], { dtype });
  rows.forEach((items, row) => matrix.data.set(items, row * width));
  return matrix;
}
