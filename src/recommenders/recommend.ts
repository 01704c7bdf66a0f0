import { ShapeError, asTensor, formatShape, type Labels, type TensorLike } from '../core';
import { checkEntries } from '../core/check-entries';
import { checkCount, checkOptions, checkMatrix } from '../core/checks';
import { itemsOf, type Interactions } from '../core/interactions';
import { checkParts } from './held-out';
import { readUsers } from './recommender';
import { topIndices } from './top-indices';

export interface RecommendOptions {
  /** How many items a user gets. */
  k: number;
  /** What is not to be recommended again: the history, or several parts of it. */
  seen?: Interactions | readonly Interactions[];
  /** `[N]`: whose the rows of scores are; by default row u is user u's. */
  users?: Labels;
}

/**
 * The items with the largest scores, of equal ones the first, without those that a user has seen.
 *
 * @param scores - `[N, I]`, as `scores` of a recommender gives them
 * @returns a list for each row, the best first; shorter than k where fewer items are left or have scores above −∞
 * @throws {@link ShapeError} if `seen` is of other users or items; {@link DomainError} for a score that is NaN;
 *   {@link OptionError}
 * @example
 * const seen = recommenders.interactions({ users: [0], items: [1], userCount: 1, itemCount: 4 });
 * recommenders.recommend([[1, 9, 2, 2]], { seen, k: 2 }) // [Int32Array [2, 3]]
 */
export function recommend(scores: TensorLike, options: RecommendOptions): Int32Array[] {
  const where = 'recommend';
  checkOptions(where, options, ['k', 'seen', 'users']);
  const { k, seen = [] } = options;
  checkCount(where, 'k', k, 1);
  const matrix = asTensor(where, 'scores', scores);
  const { data, shape } = matrix;
  const [rows, items] = checkMatrix(where, 'scores', matrix);
  checkEntries(where, 'scores', matrix, (score) => !Number.isNaN(score), 'a number; −∞ leaves an item out');
  const parts = checkParts(where, 'seen', seen);
  const users = readUsers(options.users, parts[0]?.shape[0] ?? rows);
  for (const part of parts) {
    if (part.shape[1] === items) continue;
    throw new ShapeError(`${where}: scores are of ${items} items, but seen is of ${part.shape[1]}`);
  }
  if (users.length !== rows) {
    throw new ShapeError(
      `${where}: scores of shape ${formatShape(shape)} should have a row for each of ${users.length} users; give users, whose they are`,
    );
  }
  return Array.from(users, (user, row) => {
    const own = Float64Array.from(data.subarray(row * items, (row + 1) * items));
    for (const part of parts) for (const item of itemsOf(part, user)) own[item] = -Infinity;
    return topIndices(own, k);
  });
}
