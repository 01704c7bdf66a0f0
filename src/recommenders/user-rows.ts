import { zeros, type DType, type Tensor } from '../core';
import type { Interactions } from '../core/interactions';

/** Rows of interactions as a batch of distributions, one logit row for the whole history of a user. */
export interface UserRows {
  /** `[N, I]`: what part of a user's history each item is; 0 throughout for a user without history. */
  readonly shares: Tensor;
  /** `[N]`: the sums of their values, which weigh the users. */
  readonly totals: Float64Array;
}

export function userRows(
  { shape, rowStarts, columns, values }: Interactions,
  users: Int32Array,
  dtype: DType,
): UserRows {
  const items = shape[1];
  const shares = zeros([users.length, items], { dtype });
  const totals = new Float64Array(users.length);
  users.forEach((user, row) => {
    for (let n = rowStarts[user]; n < rowStarts[user + 1]; n++) totals[row] += values[n];
    for (let n = rowStarts[user]; n < rowStarts[user + 1]; n++)
      shares.data[row * items + columns[n]] = values[n] / totals[row];
  });
  return { shares, totals };
}
