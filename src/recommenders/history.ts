import { OptionError, log } from '../core';
import { checkInteractions, type Interactions } from '../core/interactions';

/** Throws an {@link OptionError} unless there is something to learn from. */
export function checkHistory(where: string, given: Interactions): void {
  checkInteractions(where, 'interactions', given);
  if (given.columns.length > 0) return;
  throw new OptionError(`${where}: there are no interactions, and nothing to learn from`);
}

/** The users with a history, of so many items at least. */
export function usersWithHistory({ shape, rowStarts }: Interactions, least = 1): Int32Array {
  return Int32Array.from({ length: shape[0] }, (_, u) => u).filter(
    (u) => rowStarts[u + 1] - rowStarts[u] >= least,
  );
}

/** `[N]`: the user of each interaction. */
export function usersOf({ shape, rowStarts, columns }: Interactions): Int32Array {
  const users = new Int32Array(columns.length);
  for (let u = 0; u < shape[0]; u++) users.fill(u, rowStarts[u], rowStarts[u + 1]);
  return users;
}

/** `[I]`: ln of each item's share of the interactions; −∞ for one that has none. */
export function logItemShares({ shape, columns }: Interactions): Float64Array {
  const counts = new Float64Array(shape[1]);
  for (const item of columns) counts[item]++;
  return counts.map((count) => log(count / columns.length));
}
