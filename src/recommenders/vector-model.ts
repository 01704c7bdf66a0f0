import { newTensor, zeros, type Tensor } from '../core';
import type { Interactions } from '../core/interactions';
import { gathered } from '../large-vocab/gathered';
import { matmulTransposedRight } from '../nn';
import { readUsers, type Recommender } from './recommender';
import type { ReadTraining } from './training';

/** Standard deviation of all numbers of the vectors at the start. */
export const SPREAD = 0.1;

/** A recommender whose scores are products of vectors. */
export interface VectorModel extends Recommender {
  /** `[U, D]` */
  readonly users: Tensor;
  /** `[I, D]` */
  readonly items: Tensor;
  /** `[I]`, added to the products. */
  readonly bias: Tensor;
  /** Mean loss of an interaction in each epoch, while it was trained, in nats. */
  readonly losses: readonly number[];
}

export function vectorModel(
  users: Tensor,
  items: Tensor,
  bias: Tensor,
  losses: readonly number[],
): VectorModel {
  return {
    users,
    items,
    bias,
    losses,
    scores(given) {
      const asked = takeRows(users, readUsers(given, users.shape[0]));
      const scores = matmulTransposedRight(asked, items);
      const width = items.shape[0];
      for (let n = 0; n < scores.data.length; n += width) {
        for (let i = 0; i < width; i++) scores.data[n + i] += bias.data[i];
      }
      return scores;
    },
  };
}

export function takeRows({ data, shape }: Tensor, rows: Int32Array): Tensor {
  return newTensor(gathered(data, rows, shape[1]), [rows.length, shape[1]]);
}

/** Of a matrix `[D, K]` the columns as rows, `[K, D]`. */
export function transposed({ data, shape, dtype }: Tensor): Tensor {
  const [rows, columns] = shape;
  const turned = zeros([columns, rows], { dtype });
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned.data[j * rows + i] = data[i * columns + j];
  }
  return turned;
}

/** Vectors at the start; 0 for a user without history, which stays so. */
export function firstUsers(
  { shape, rowStarts }: Interactions,
  dimension: number,
  { rng, dtype }: Pick<ReadTraining, 'rng' | 'dtype'>,
): Tensor {
  const users = rng.split('users').normals([shape[0], dimension], { std: SPREAD, dtype });
  for (let u = 0; u < shape[0]; u++)
    if (rowStarts[u] === rowStarts[u + 1]) users.data.fill(0, u * dimension, (u + 1) * dimension);
  return users;
}
