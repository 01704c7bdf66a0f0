import fc from 'fast-check';
import { isTensor, tensor, type Tensor } from '../../src/core';
import { D, exact, filled, numbers, optionsOf, shaped, weights } from './case';
import type { LossCase, LossCases, OptionValues, Options, SomeLoss } from './case';

/** What is special about a loss of rows `[N, K]` of classes. What it does not say is usual. */
export interface RowCase extends Partial<LossCases> {
  /** The loss of one row of the class `y`, from the definition, without the weights of class and row. */
  loss?(x: readonly D[], y: number, options: Options): D;
  /** Values of its options that are none of `USUAL`; a call has each half of the time. */
  options?: OptionValues;
  /** Options that a call must have. */
  required?: (options: Options, shape: readonly number[]) => Options;
  /** Its inputs, ±20 if not given. */
  input?: fc.Arbitrary<number>;
  /** Whether a row of the class `y` is at a distance from the kinks of its loss; all are if not given. */
  isSmooth?: (z: readonly number[], y: number, options: Options) => boolean;
  /** Whether it takes a tensor of probabilities for a target, too; the oracle is then written for them. */
  takesProbabilities?: boolean;
}

/** Values of the options that are spelled alike in all such losses. */
const USUAL: OptionValues = {
  weight: ([, K]) => filled(weights, K),
  sampleWeight: ([N]) => filled(weights, N),
  ignoreIndex: () => fc.constantFrom(-1, 0),
  labelSmoothing: () => fc.constantFrom(0, 0.1, 0.5, 1),
  zLoss: () => fc.constantFrom(0.0001, 0.1),
  softcap: () => fc.constantFrom(3, 30),
};

/** A row of a call: its class, if its target is one, its class probabilities, and its own weight. */
export interface Row {
  y?: number;
  t: number[];
  sample: number;
}

/** Row `i` of a call, `undefined` if it is left out of the loss. */
export function rowOf({ input, target, options }: LossCase, i: number): Row | undefined {
  const K = input.shape[1];
  const ignoreIndex = (options.ignoreIndex ?? -100) as number;
  const sample = (options.sampleWeight as number[] | undefined)?.[i] ?? 1;
  if (sample === 0) return undefined;
  const oneHot = (label: number): number[] => Array.from({ length: K }, (_, k) => Number(k === label));
  if (!isTensor(target)) {
    const y = (target as number[])[i];
    return y === ignoreIndex ? undefined : { t: oneHot(y), y, sample };
  }
  const t = [...target.data.slice(i * K, (i + 1) * K)];
  return String(t) === String(oneHot(ignoreIndex)) ? undefined : { t, sample };
}

export function classWeight({ options }: LossCase, k: number | undefined): number {
  return k === undefined ? 1 : ((options.weight as number[] | undefined)?.[k] ?? 1);
}

export function rowCases(loss: SomeLoss, special: RowCase): LossCases {
  const { input = numbers(20), required = (given: Options) => given, isSmooth } = special;
  const options = optionsOf(loss, USUAL, special.options);
  const ignores = loss.options.includes('ignoreIndex');
  const sizes = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 5 }));
  return {
    width: ({ input }) => input.shape[1],
    oracle(call, i, x) {
      const row = rowOf(call, i);
      if (row?.y === undefined || special.loss === undefined) return new D(0);
      const weight = exact(classWeight(call, row.y)).times(exact(row.sample));
      return weight.isZero() ? weight : special.loss(x, row.y, call.options).times(weight);
    },
    denominator: (call) =>
      Array.from({ length: call.input.shape[0] }, (_, i) => rowOf(call, i)).reduce(
        (sum, row) => (row ? sum + row.sample * classWeight(call, row.y) : sum),
        0,
      ),
    isLeftOut: (call, i) => rowOf(call, i) === undefined,
    cancellation: () => ({ loss: 0, gradient: 0 }),
    isShiftInvariant: () => true,
    renameClasses,
    arbitrary: sizes.chain(([N, K]) =>
      fc
        .record({
          logits: filled(input, N * K),
          rows: filled(
            fc.record({
              label: fc.nat(K - 1),
              ignored: ignores ? fc.boolean() : fc.constant(false),
              poison: fc.boolean(),
              masked: fc.nat(2 * K),
              soft: filled(fc.integer({ min: 0, max: 9 }), K),
            }),
            N,
          ),
          isSoft: special.takesProbabilities ? fc.boolean() : fc.constant(false),
          options: options([N, K]).map((given) => required(given, [N, K])),
        })
        .map((draw) => makeCase([N, K], draw))
        .filter((call) => !isSmooth || smoothRows(call, isSmooth)),
    ),
    ...special,
  };
}

function smoothRows(call: LossCase, isSmooth: NonNullable<RowCase['isSmooth']>): boolean {
  const [N, K] = call.input.shape;
  return Array.from({ length: N }, (_, i) => i).every((i) => {
    const y = rowOf(call, i)?.y;
    return y === undefined || isSmooth([...call.input.data.slice(i * K, (i + 1) * K)], y, call.options);
  });
}

/** The largest that a weight of the class times one of the row may make of 1. */
export function largestWeight({ options }: LossCase): number {
  const { weight = [], sampleWeight = [] } = options as Record<string, number[]>;
  return Math.max(1, ...weight) * Math.max(1, ...sampleWeight);
}

interface Draw {
  logits: number[];
  rows: { label: number; ignored: boolean; poison: boolean; masked: number; soft: number[] }[];
  isSoft: boolean;
  options: Options;
}

function makeCase(shape: readonly [N: number, K: number], { logits, rows, isSoft, options }: Draw): LossCase {
  const K = shape[1];
  const ignoreIndex = (options.ignoreIndex ?? -100) as number;
  const input = shaped(logits, shape);
  const target = tensor(new Float64Array(logits.length), { shape });
  rows.forEach(({ label, ignored, masked, soft }, i) => {
    // A masked class (logit −∞) keeps its row's loss finite only if nothing aims at it.
    const masks = !options.labelSmoothing && masked < K && masked !== label;
    if (masks) input.data[i * K + masked] = -Infinity;
    const share = soft.map((n, k) => (masks && k === masked ? 0 : k === label ? n + 1 : n));
    const total = share.reduce((a, b) => a + b, 0);
    share.forEach((n, k) => {
      target.data[i * K + k] = ignored ? Number(k === ignoreIndex) : n / total;
    });
  });
  const labels = rows.map(({ label, ignored }) => (ignored ? ignoreIndex : label));
  const call: LossCase = { input, target: isSoft ? target : labels, options };
  rows.forEach(({ poison }, i) => {
    // What is left out may hold anything.
    const leftOut = rowOf(call, i) === undefined;
    if (poison && leftOut) input.data.fill(i % 2 ? NaN : -Infinity, i * K, (i + 1) * K);
  });
  return call;
}

function renameClasses({ input, target, options }: LossCase, names: readonly number[]): LossCase {
  const columns = (x: Tensor): Tensor => {
    const data = x.data.slice();
    const K = names.length;
    for (let n = 0; n < data.length; n++) data[n - (n % K) + names[n % K]] = x.data[n];
    return { ...x, data };
  };
  const rename = (label: number): number => names[label] ?? label;
  const renamed = { ...options };
  for (const name of ['weight', 'alpha', 'classCounts']) {
    if (Array.isArray(options[name])) renamed[name] = [...columns(tensor(options[name] as number[])).data];
  }
  if (options.ignoreIndex !== undefined) renamed.ignoreIndex = rename(options.ignoreIndex as number);
  return {
    input: columns(input),
    target: isTensor(target) ? columns(target) : (target as number[]).map(rename),
    options: renamed,
  };
}
