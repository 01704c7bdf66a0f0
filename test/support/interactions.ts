import type { Interactions } from '../../src/core/interactions';
import { interactions } from '../../src/recommenders';

/** Of a dense matrix, a row a user. */
export function sparse(rows: readonly (readonly number[])[]): Interactions {
  const cells = rows.flatMap((row, user) => row.map((value, item) => ({ user, item, value })));
  const positive = cells.filter(({ value }) => value > 0);
  return interactions({
    users: positive.map(({ user }) => user),
    items: positive.map(({ item }) => item),
    values: positive.map(({ value }) => value),
    userCount: rows.length,
    itemCount: rows[0].length,
  });
}
