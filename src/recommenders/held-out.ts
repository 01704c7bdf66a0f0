import { ShapeError, formatShape, zeros, type Tensor } from '../core';
import { checkOptions } from '../core/checks';
import { checkInteractions, itemsOf, type Interactions } from '../core/interactions';
import { usersWithHistory } from './history';

/** What a recommender is judged by. */
export interface HeldOut {
  /** `[N]`: the users with interactions that are held out. */
  readonly users: Int32Array;
  /** `[N, I]`: the values of these, else 0. */
  readonly relevance: Tensor;
  /** `[N, I]`: 0 for what a user has seen, else 1. */
  readonly mask: Tensor;
}

/**
 * Interactions that were held out, as the measures of rankings take them.
 *
 * @param options - `seen`: the history, or several parts of it
 * @throws {@link OptionError}; {@link ShapeError} if they are of other users or items
 * @example
 * const of = (items: number[]) => recommenders.interactions({ users: [0, 0], items, userCount: 2, itemCount: 4 });
 * const { users, relevance, mask } = recommenders.heldOut(of([2, 3]), { seen: of([0, 1]) });
 * users // Int32Array [0]
 * relevance.data // [0, 0, 1, 1]
 * mask.data // [0, 0, 1, 1]
 */
export function heldOut(
  test: Interactions,
  options: { seen?: Interactions | readonly Interactions[] } = {},
): HeldOut {
  checkInteractions('heldOut', 'test', test);
  checkOptions('heldOut', options, ['seen']);
  const parts = checkParts('heldOut', 'seen', options.seen ?? [], test);
  const { shape, rowStarts, columns, values } = test;
  const items = shape[1];
  const users = usersWithHistory(test);
  const relevance = zeros([users.length, items]);
  const mask = zeros([users.length, items]);
  mask.data.fill(1);
  users.forEach((user, row) => {
    for (const part of parts) for (const item of itemsOf(part, user)) mask.data[row * items + item] = 0;
    for (let n = rowStarts[user]; n < rowStarts[user + 1]; n++)
      relevance.data[row * items + columns[n]] = values[n];
  });
  return { users, relevance, mask };
}

/** One matrix or several as an array; throws unless they are of the same users and items. */
export function checkParts(
  where: string,
  name: string,
  given: Interactions | readonly Interactions[],
  like?: Interactions,
): readonly Interactions[] {
  const parts = Array.isArray(given) ? (given as readonly Interactions[]) : [given as Interactions];
  for (const part of parts) {
    checkInteractions(where, name, part);
    const [users, items] = (like ?? parts[0]).shape;
    if (part.shape[0] === users && part.shape[1] === items) continue;
    throw new ShapeError(
      `${where}: ${name} should be of ${users} users and ${items} items, got the shape ${formatShape(part.shape)}`,
    );
  }
  return parts;
}
