import { checkCount, describe } from './checks';
import { OptionError, ShapeError } from './errors';
import { checkLabels, classIndices, type ClassIndices, type Labels } from './labels';
import { isTensor } from './is-tensor';
import type { Tensor } from './tensor';
import { isFloatArray, isInt32, isIntegerArray } from './typed-array';

/** Which users had to do with which items: a sparse matrix, row by row (CSR). */
export interface Interactions {
  /** Users and items that there are, with interactions or without. */
  readonly shape: readonly [users: number, items: number];
  /** `[U + 1]`: the interactions of user `u` are those from `rowStarts[u]` to below `rowStarts[u + 1]`. */
  readonly rowStarts: Int32Array;
  /** The item of each interaction; those of a user in the order in which they were given, none twice. */
  readonly columns: Int32Array;
  /** How much each counts, above 0. */
  readonly values: Float64Array;
}

/** Interactions one by one, in any order. */
export interface InteractionEvents {
  /** `[N]` numbers of users. */
  readonly users: Labels;
  /** `[N]` numbers of items. */
  readonly items: Labels;
  /** `[N]` how much each counts, above 0; by default 1. */
  readonly values?: readonly number[] | Int32Array | Float32Array | Float64Array | Tensor;
  readonly userCount: number;
  readonly itemCount: number;
}

/** Events whose fields are as they should be; no pair comes twice. */
export interface CheckedEvents {
  readonly users: ClassIndices;
  readonly items: ClassIndices;
  readonly values: Float64Array;
  readonly shape: readonly [users: number, items: number];
}

/**
 * Throws unless every event is of a user and an item that there are, and of another pair than those before.
 * @throws {@link LabelError}, {@link ShapeError} or {@link OptionError} that names what is not so
 */
export function checkEvents(where: string, events: InteractionEvents): CheckedEvents {
  if (typeof events !== 'object' || events === null || !('users' in events && 'items' in events)) {
    throw new OptionError(
      `${where}: events should be { users, items, userCount, itemCount }, got ${describe(events)}`,
    );
  }
  const { userCount, itemCount } = events;
  checkCount(where, 'userCount', userCount, 1);
  checkCount(where, 'itemCount', itemCount, 1);
  const users = classIndices(where, events.users, 'users');
  const items = classIndices(where, events.items, 'items');
  checkLabels(where, users, users.length, userCount, NaN, 'users');
  checkLabels(where, items, users.length, itemCount, NaN, 'items');
  checkPairs(where, users, items);
  return {
    users,
    items,
    values: valuesOf(where, events.values, users.length),
    shape: [userCount, itemCount],
  };
}

function checkPairs(where: string, users: ClassIndices, items: ClassIndices): void {
  const itemsOf = new Map<number, Set<number>>();
  for (let i = 0; i < users.length; i++) {
    let own = itemsOf.get(users[i]);
    if (!own) itemsOf.set(users[i], (own = new Set()));
    if (own.has(items[i])) {
      throw new OptionError(
        `${where}: event ${i} is of user ${users[i]} and item ${items[i]}, as one before it; merge such events first`,
      );
    }
    own.add(items[i]);
  }
}

function valuesOf(where: string, given: InteractionEvents['values'], count: number): Float64Array {
  if (given === undefined) return new Float64Array(count).fill(1);
  const values = isTensor(given) ? given.data : given;
  if (!(Array.isArray(values) || isIntegerArray(values) || isFloatArray(values))) {
    throw new ShapeError(`${where}: values should be numbers, one an event; got ${describe(values)}`);
  }
  if (values.length !== count) {
    throw new ShapeError(`${where}: ${count} events need ${count} values, got ${values.length}`);
  }
  const wrong = Array.from(values).findIndex((value) => !(value > 0 && value < Infinity));
  if (wrong < 0) return Float64Array.from(values);
  throw new OptionError(
    `${where}: values[${wrong}] should be a finite number > 0, got ${describe(values[wrong])}; leave out what counts nothing`,
  );
}

/** The matrix of the chosen events, in which those of a user keep the order in which they are chosen. */
export function interactionMatrix(events: CheckedEvents, chosen: ArrayLike<number>): Interactions {
  const { users, items, values, shape } = events;
  const rowStarts = new Int32Array(shape[0] + 1);
  for (let i = 0; i < chosen.length; i++) rowStarts[users[chosen[i]] + 1]++;
  for (let u = 0; u < shape[0]; u++) rowStarts[u + 1] += rowStarts[u];
  const next = rowStarts.slice();
  const matrix = {
    shape,
    rowStarts,
    columns: new Int32Array(chosen.length),
    values: new Float64Array(chosen.length),
  };
  for (let i = 0; i < chosen.length; i++) {
    const at = next[users[chosen[i]]]++;
    matrix.columns[at] = items[chosen[i]];
    matrix.values[at] = values[chosen[i]];
  }
  return matrix;
}

/** Throws an {@link OptionError} unless it is a matrix of interactions. */
export function checkInteractions(where: string, name: string, given: Interactions): void {
  const { shape, rowStarts, columns, values }: Partial<Interactions> = given ?? {};
  const isMatrix = Array.isArray(shape) && isInt32(rowStarts) && isInt32(columns) && isFloatArray(values);
  if (isMatrix && rowStarts.length === shape[0] + 1 && rowStarts[shape[0]] === columns.length) return;
  throw new OptionError(
    `${where}: ${name} should be interactions such as recommenders.interactions(…) gives, got ${describe(given)}`,
  );
}

/** The items of a user, not copied. */
export function itemsOf({ rowStarts, columns }: Interactions, user: number): Int32Array {
  return columns.subarray(rowStarts[user], rowStarts[user + 1]);
}
