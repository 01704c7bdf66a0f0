import { rng } from '../../src/core';
import type { Interactions } from '../../src/core/interactions';
import { interactions } from '../../src/recommenders';

/**
 * Two kinds of users, who have had to do with items of their own kind alone: of the first half of the items, or the second;
 * earlier items of each half are the more popular. Histories are in random order. The last user has no history.
 */
export function twoKinds(users: number, items: number, seed = 'two kinds'): Interactions {
  const random = rng(seed);
  const pairs = Array.from({ length: (users - 1) * items }, (_, n) => ({
    user: Math.floor(n / items),
    item: n % items,
  }));
  const chosen = random.shuffle(pairs).filter(({ user, item }) => {
    const isOwn = item < items / 2 === user % 2 < 1;
    const place = (item % (items / 2)) / (items / 2);
    return isOwn && random.uniform() < 0.95 - 0.85 * place;
  });
  return interactions({
    users: chosen.map(({ user }) => user),
    items: chosen.map(({ item }) => item),
    userCount: users,
    itemCount: items,
  });
}

/** The mean over users with a history of the share of their kind among the items recommended to them. */
export function ownShare(recommended: readonly Int32Array[], items: number): number {
  const shares = recommended.map((list, u) => {
    const own = Array.from(list).filter((item) => item < items / 2 === u % 2 < 1);
    return own.length / list.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
