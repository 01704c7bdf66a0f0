import fc from 'fast-check';
import { isTensor, type Tensor } from '../../src/core';
import { D, exact, filled, numbers, optionsOf, shaped, weights } from './case';
import type { LossCase, LossCases, OptionValues, Options, SomeLoss } from './case';
import type { Mutant } from './mutants';

/** What is special about a loss of ranked lists `[N, L]`. What it does not say is usual. */
export interface ListCase extends Partial<LossCases> {
  /** The loss of a list of two items and more that are all there, from the definition, without its weight. */
  loss(s: readonly D[], relevance: readonly number[], options: Options): D;
  /** Values of its options that are none of `USUAL`; a call has each half of the time. */
  options?: OptionValues;
  /** Whether relevances are grades ≥ 0; else they are any numbers. */
  takesGrades?: boolean;
  /** Whether the loss jumps where two scores are equal: they keep a distance of 0.05. */
  jumps?: boolean;
  /** Whether the order of equal relevances matters. */
  ordersTies?: boolean;
  /** What no list's loss reaches. */
  bound?: number;
}

/** Values of the options that are spelled alike in all such losses. */
const USUAL: OptionValues = {
  mask: ([N, L]) =>
    fc.oneof(
      filled(fc.nat(3), N * L).map((mask) => shaped(mask.map(Math.sign), [N, L])),
      N > 0 ? filled(filled(fc.boolean(), L), N) : fc.constant(shaped([], [0, L])),
    ),
  sampleWeight: ([N]) => filled(weights, N),
};

const anyRelevance = fc.oneof(fc.nat(4), numbers(5));
const grade = fc.oneof(
  fc.nat(4),
  fc.integer({ min: 0, max: 50 }).map((n) => n / 10),
);
const distant = (L: number): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(fc.integer({ min: -400, max: 400 }), { minLength: L, maxLength: L })
    .map((numbers) => numbers.map((n) => n / 20));

/** The places of list `i` where there are items. */
function placesOf({ input, options: { mask } }: LossCase, i: number): number[] {
  const L = input.shape[1];
  const isThere = (k: number): boolean =>
    mask === undefined || Boolean(isTensor(mask) ? mask.data[i * L + k] : (mask as boolean[][])[i][k]);
  return Array.from({ length: L }, (_, k) => k).filter(isThere);
}

const weightOf = ({ options }: LossCase, i: number): number =>
  (options.sampleWeight as number[] | undefined)?.[i] ?? 1;

export function listCases(loss: SomeLoss, special: ListCase): LossCases {
  const options = optionsOf(loss, USUAL, special.options);
  const { takesGrades = false, jumps = false, ordersTies = false, bound = Infinity } = special;
  const relevanceOf = ({ target }: LossCase, i: number, places: number[]): number[] => {
    const { data, shape } = target as Tensor;
    return places.map((k) => data[i * shape[1] + k]);
  };
  const sizes = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }));
  return {
    width: ({ input }) => input.shape[1],
    oracle(call, i, x) {
      const places = placesOf(call, i);
      const weight = exact(weightOf(call, i));
      if (places.length < 2 || weight.isZero()) return new D(0);
      const scores = places.map((k) => x[k]);
      return special.loss(scores, relevanceOf(call, i, places), call.options).times(weight);
    },
    denominator: (call) =>
      Array.from({ length: call.input.shape[0] }, (_, i) => weightOf(call, i)).reduce((a, b) => a + b, 0),
    isLeftOut: (call, i) => weightOf(call, i) === 0,
    // Differences of scores, whose rounding errors are those of the scores; probabilities cancel in the gradient.
    cancellation: () => ({ loss: 1, gradient: 0.05 }),
    isShiftInvariant: () => true,
    renameClasses(call, names) {
      const lists = Array.from({ length: call.input.shape[0] }, (_, i) =>
        relevanceOf(call, i, placesOf(call, i)),
      );
      const hasTies = lists.some((list) => new Set(list.map((r) => r + 0)).size < list.length);
      return ordersTies && hasTies ? undefined : renamed(call, names);
    },
    bounds: (call, i) => [0, bound * weightOf(call, i)],
    withoutMasked(call, i) {
      const places = placesOf(call, i);
      const shape = [1, places.length];
      const row = (x: Tensor): Tensor =>
        shaped(
          places.map((k) => x.data[i * x.shape[1] + k]),
          shape,
        );
      const { sampleWeight } = call.options;
      const given = without(call.options, 'mask', 'sampleWeight', 'normalizer');
      if (sampleWeight !== undefined) given.sampleWeight = [weightOf(call, i)];
      return {
        places,
        alone: { input: row(call.input), target: row(call.target as Tensor), options: given },
      };
    },
    arbitrary: sizes.chain(([N, L]) =>
      fc
        .record({
          scores: jumps ? filled(distant(L), N).map((rows) => rows.flat()) : filled(numbers(20), N * L),
          relevance: filled(takesGrades ? grade : anyRelevance, N * L),
          poison: filled(fc.constantFrom(undefined, NaN, Infinity, -Infinity), N * L),
          options: options([N, L]),
        })
        .map(({ scores, relevance, poison, options }) => {
          const call = { input: shaped(scores, [N, L]), target: shaped(relevance, [N, L]), options };
          // What is left out may hold anything.
          poison.forEach((value, n) => {
            const [i, k] = [Math.floor(n / L), n % L];
            if (value === undefined || (weightOf(call, i) > 0 && placesOf(call, i).includes(k))) return;
            call.input.data[n] = value;
            call.target.data[n] = value;
          });
          return call;
        }),
    ),
    ...special,
  };
}

function without(options: Options, ...names: string[]): Options {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

function renamed({ input, target, options }: LossCase, names: readonly number[]): LossCase {
  const move = <T>(row: readonly T[]): T[] =>
    row.reduce<T[]>((moved, x, k) => Object.assign(moved, { [names[k]]: x }), []);
  const columns = (x: Tensor): Tensor => {
    const rows = Array.from({ length: x.shape[0] }, (_, i) => [
      ...x.data.subarray(i * names.length, (i + 1) * names.length),
    ]);
    return shaped(rows.flatMap(move), x.shape);
  };
  const { mask } = options;
  const moved = isTensor(mask) ? columns(mask) : (mask as boolean[][] | undefined)?.map(move);
  return {
    input: columns(input),
    target: columns(target as Tensor),
    options: mask === undefined ? options : { ...options, mask: moved },
  };
}

/** Faults that the suite has to find in any loss of lists. */
export const LIST_FAULTS: Readonly<Record<string, Mutant>> = {
  'masked items that are there with the score and the relevance 0': (loss) => {
    type Call = [input: Tensor, target: unknown, options?: Options];
    const filled = (...[input, target, options = {}]: Call): Call => {
      const width = input.shape[1];
      const zeroed = ({ data, shape }: Tensor): Tensor =>
        shaped(
          Array.from(data, (x, n) => {
            const there = placesOf({ input, target, options }, Math.floor(n / width));
            return there.includes(n % width) ? x : 0;
          }),
          shape,
        );
      return [zeroed(input), zeroed(target as Tensor), without(options, 'mask')];
    };
    const call = (...args: Call): number | Tensor => loss(...filled(...args));
    const withGradient = (...args: Call) => loss.withGradient(...filled(...args));
    return Object.assign(call, { withGradient: withGradient as typeof loss.withGradient });
  },
};

const LN2 = new D(2).ln();

/** 1/log₂(1 + rank) */
export function discount(rank: D | number): D {
  if (typeof rank !== 'number') return LN2.div(rank.plus(1).ln());
  return (discounts[rank] ??= LN2.div(new D(1 + rank).ln()));
}

const discounts: D[] = [];

/** 2^relevance − 1 */
export function gain(relevance: number): D {
  const known = gains.get(relevance) ?? new D(2).pow(exact(relevance)).minus(1);
  gains.set(relevance, known);
  return known;
}

const gains = new Map<number, D>();

/** The discounted gain of the first `k` in the best order. */
export function idealOf(relevance: readonly number[], k = Infinity): D {
  const best = [...relevance].sort((a, b) => b - a).slice(0, k);
  return best.reduce((sum, r, p) => sum.plus(gain(r).times(discount(p + 1))), new D(0));
}
