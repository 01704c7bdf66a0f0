import { OptionError, ShapeError, isTensor, type Rng, type Tensor } from '../core';
import { checkChoice, checkOptions, checkRange, checkRng, describe } from '../core/checks';
import {
  checkEvents,
  interactionMatrix,
  type CheckedEvents,
  type InteractionEvents,
  type Interactions,
} from '../core/interactions';
import { isFloatArray, isIntegerArray } from '../core/typed-array';

/** Interactions that know when they were. Other fields than these are not looked at. */
export interface TimedEvents extends InteractionEvents {
  /** `[N]` finite numbers, later ones larger. */
  readonly timestamps: readonly number[] | Int32Array | Float64Array | Tensor;
}

export interface SplitInteractionsOptions {
  /**
   * `'perUser'` (the default): of each user the last ones are held out. `'global'`: those after a time that is the same for all.
   * `'leaveOneOut'`: of each user the last one is for the test, the one before for validation.
   */
  kind?: 'perUser' | 'global' | 'leaveOneOut';
  /** Share of the interactions, 0.1 by default; not with `'leaveOneOut'`. */
  test?: number;
  /** Likewise. */
  validation?: number;
  /** Orders what was at the same time, for `'perUser'` and `'leaveOneOut'`. */
  rng?: Rng;
}

/** Matrices of the same users and items; those of a user in order of time. */
export interface InteractionsSplit {
  readonly train: Interactions;
  readonly validation: Interactions;
  readonly test: Interactions;
}

const NAME = 'splitInteractions';

/**
 * Splits interactions by time into those that a recommender learns from and later ones, which it should foresee.
 *
 * @remarks
 * perUser:     of n interactions of a user the last ⌊n·test⌋ are for the test, the ⌊n·validation⌋ before them for validation:
 *              who has few stays in the training part. Most users are judged; but the model has seen what others did later
 * global:      as one would have had to foresee: training is before a time t₁, validation from t₁ on, the test from t₂ on, the
 *              times of the events at these shares of all. No time lies in two parts, so that these are not exact. Users of the
 *              test may have no history
 * leaveOneOut: of users with three interactions or more
 * Ties:        a random order. Where people enter lists many interactions share a second; in the order of their items' numbers,
 *              or of a file, they could tell what is held out
 * @param events - no pair of user and item twice
 * @returns `train`, `validation` and `test`, which may be empty
 * @throws {@link OptionError} for a pair that comes twice, shares that are not of [0, 1) or leave nothing, or a missing rng;
 * {@link LabelError} that names the first user or item which there is not; {@link ShapeError} for a wrong number of timestamps
 * @example
 * const users = [0, 0, 0, 1, 1, 1];
 * const items = [2, 0, 1, 1, 2, 0];
 * const events = { users, items, timestamps: [3, 1, 2, 7, 8, 9], userCount: 2, itemCount: 3 };
 * const { train, test } = datasets.splitInteractions(events, { kind: 'leaveOneOut', rng: rng(1) });
 * train.columns // Int32Array [0, 1]
 * test.columns // Int32Array [2, 0]
 * Source: [Meng2020], who compare such splits
 */
export function splitInteractions(
  events: TimedEvents,
  options: SplitInteractionsOptions = {},
): InteractionsSplit {
  checkOptions(NAME, options, ['kind', 'test', 'validation', 'rng']);
  const { kind = 'perUser', rng } = options;
  checkChoice(NAME, 'kind', kind, ['perUser', 'global', 'leaveOneOut']);
  const checked = checkEvents(NAME, events);
  const times = timesOf(events.timestamps, checked.users.length);
  if (kind === 'global') return globalSplit(checked, times, sharesOf(options));
  checkRng(NAME, rng ?? null);
  if (kind === 'perUser') {
    const { validation, test } = sharesOf(options);
    return perUser(checked, times, rng as Rng, (n) => [wholes(n * validation), wholes(n * test)]);
  }
  if (options.test !== undefined || options.validation !== undefined) {
    throw new OptionError(`${NAME}: of each user one interaction is left out; leave out test and validation`);
  }
  return perUser(checked, times, rng as Rng, (n) => (n < 3 ? [0, 0] : [1, 1]));
}

/** Rounded down, but for errors of the product: 0.29 of 100 are 29. */
function wholes(count: number): number {
  return Math.floor(count + 1e-9);
}

function sharesOf({ validation = 0.1, test = 0.1 }: SplitInteractionsOptions): {
  validation: number;
  test: number;
} {
  checkRange(NAME, 'validation', validation, 0, 1);
  checkRange(NAME, 'test', test, 0, 1);
  if (validation + test < 1) return { validation, test };
  throw new OptionError(
    `${NAME}: validation and test should leave something to learn from, got ${validation} and ${test}`,
  );
}

function timesOf(given: TimedEvents['timestamps'], count: number): ArrayLike<number> {
  const times = isTensor(given) ? given.data : given;
  if (!(Array.isArray(times) || isIntegerArray(times) || isFloatArray(times)) || times.length !== count) {
    const got = (times as ArrayLike<number> | undefined)?.length ?? describe(times);
    throw new ShapeError(`${NAME}: ${count} events need ${count} timestamps, got ${got}`);
  }
  const wrong = Array.from(times).findIndex((time) => !Number.isFinite(time));
  if (wrong < 0) return times;
  throw new OptionError(`${NAME}: timestamps[${wrong}] should be finite, got ${describe(times[wrong])}`);
}

/** `heldOut` tells how many of n interactions are for validation and the test. */
function perUser(
  events: CheckedEvents,
  times: ArrayLike<number>,
  rng: Rng,
  heldOut: (n: number) => [validation: number, test: number],
): InteractionsSplit {
  const shuffled = rng.permutation(times.length);
  const order = Array.from(shuffled).sort((a, b) => times[a] - times[b]); // which is stable
  const all = interactionMatrix({ ...events, values: Float64Array.from(events.users.keys()) }, order);
  const parts: Record<keyof InteractionsSplit, number[]> = { train: [], validation: [], test: [] };
  for (let u = 0; u < all.shape[0]; u++) {
    const own = Array.from(all.values.subarray(all.rowStarts[u], all.rowStarts[u + 1]));
    const [validation, test] = heldOut(own.length);
    parts.train.push(...own.slice(0, own.length - test - validation));
    parts.validation.push(...own.slice(own.length - test - validation, own.length - test));
    parts.test.push(...own.slice(own.length - test));
  }
  return matricesOf(events, parts);
}

function globalSplit(
  events: CheckedEvents,
  times: ArrayLike<number>,
  { validation, test }: { validation: number; test: number },
): InteractionsSplit {
  const order = Array.from(events.users.keys()).sort((a, b) => times[a] - times[b]);
  const timeAt = (share: number): number => {
    const place = Math.round((1 - share) * order.length);
    return place < order.length ? times[order[place]] : Infinity;
  };
  const [validationFrom, testFrom] = [timeAt(validation + test), timeAt(test)];
  return matricesOf(events, {
    train: order.filter((i) => times[i] < validationFrom),
    validation: order.filter((i) => times[i] >= validationFrom && times[i] < testFrom),
    test: order.filter((i) => times[i] >= testFrom),
  });
}

function matricesOf(
  events: CheckedEvents,
  parts: Record<keyof InteractionsSplit, number[]>,
): InteractionsSplit {
  return {
    train: interactionMatrix(events, parts.train),
    validation: interactionMatrix(events, parts.validation),
    test: interactionMatrix(events, parts.test),
  };
}
