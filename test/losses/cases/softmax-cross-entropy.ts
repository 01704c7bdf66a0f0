import fc from 'fast-check';
import { isTensor, tensor, type Tensor } from '../../../src/core';
import {
  D,
  exact,
  commonOptions,
  given,
  maybe,
  numbers,
  weights,
  type LossCase,
  type LossCases,
} from '../case';

/** One row of a call, as the oracle sees it. */
interface Row {
  /** Probabilities of the classes, `undefined` for a row to leave out. */
  t?: number[];
  classOf?: number;
  sample: number;
}

function rowOf({ input, target, options }: LossCase, i: number): Row {
  const K = input.shape[1];
  const ignoreIndex = (options.ignoreIndex ?? -100) as number;
  const sample = (options.sampleWeight as number[] | undefined)?.[i] ?? 1;
  const oneHot = (label: number): number[] => Array.from({ length: K }, (_, k) => Number(k === label));
  if (!isTensor(target)) {
    const label = (target as number[])[i];
    return { t: label === ignoreIndex ? undefined : oneHot(label), classOf: label, sample };
  }
  const t = [...target.data.slice(i * K, (i + 1) * K)];
  return { t: String(t) === String(oneHot(ignoreIndex)) ? undefined : t, sample };
}

function classWeight({ options }: LossCase, k: number | undefined): number {
  return k === undefined ? 1 : ((options.weight as number[] | undefined)?.[k] ?? 1);
}

export const softmaxCrossEntropyCases: LossCases = {
  width: ({ input }) => input.shape[1],

  oracle(call, i, x) {
    const { options } = call;
    const { t, classOf, sample } = rowOf(call, i);
    if (t === undefined || sample === 0) return new D(0);
    const z = x.map((value) => {
      if (options.softcap === undefined || !value.isFinite()) return value;
      const e = value
        .times(-2)
        .div(options.softcap as number)
        .exp();
      return new D(1)
        .minus(e)
        .div(e.plus(1))
        .times(options.softcap as number);
    });
    const exponentials = z.map((value) => value.exp());
    const sum = exponentials.reduce((a, b) => a.plus(b));
    const epsilon = exact((options.labelSmoothing ?? 0) as number);
    let loss = new D(0);
    t.forEach((probability, k) => {
      const q = new D(1).minus(epsilon).times(exact(probability)).plus(epsilon.div(t.length));
      const c = q.times(exact(classWeight(call, k)));
      if (!c.isZero()) loss = loss.minus(c.times(exponentials[k].div(sum).ln()));
    });
    const zLoss = sum
      .ln()
      .pow(2)
      .times(exact((options.zLoss ?? 0) as number));
    return loss.plus(zLoss.times(exact(classWeight(call, classOf)))).times(exact(sample));
  },

  denominator(call) {
    let sum = 0;
    for (let i = 0; i < call.input.shape[0]; i++) {
      const { t, classOf, sample } = rowOf(call, i);
      if (t !== undefined) sum += sample * classWeight(call, classOf);
    }
    return sum;
  },

  isLeftOut(call, i) {
    const { t, sample } = rowOf(call, i);
    return t === undefined || sample === 0;
  },

  cancellation({ target, options }) {
    const weight =
      Math.max(1, ...((options.weight ?? [1]) as number[])) *
      Math.max(1, ...((options.sampleWeight ?? [1]) as number[]));
    const zTerm = ((options.zLoss ?? 0) as number) * 50;
    // A soft cap rounds the logits themselves; soft targets make p − q cancel.
    const cap = options.softcap === undefined ? 0 : (options.softcap as number);
    const soft = isTensor(target) || Number(options.labelSmoothing ?? 0) > 0;
    return {
      loss: weight * (cap + zTerm * (1 + cap)),
      gradient: weight * (Number(soft) + cap + zTerm * (1 + cap)),
    };
  },

  isShiftInvariant: ({ options }) => options.zLoss === undefined && options.softcap === undefined,

  renameClasses({ input, target, options }, names) {
    const columns = (x: Tensor): Tensor => {
      const data = x.data.slice();
      const K = names.length;
      for (let n = 0; n < data.length; n++) data[n - (n % K) + names[n % K]] = x.data[n];
      return { ...x, data };
    };
    const rename = (label: number): number => names[label] ?? label;
    const renamed = { ...options };
    if (options.weight) renamed.weight = [...columns(tensor(options.weight as number[])).data];
    if (options.ignoreIndex !== undefined) renamed.ignoreIndex = rename(options.ignoreIndex as number);
    return {
      input: columns(input),
      target: isTensor(target) ? columns(target) : (target as number[]).map(rename),
      options: renamed,
    };
  },

  arbitrary: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 5 })).chain(([N, K]) =>
    fc
      .record({
        logits: fc.array(numbers(20), { minLength: N * K, maxLength: N * K }),
        rows: fc.array(
          fc.record({
            label: fc.nat(K - 1),
            ignored: fc.boolean(),
            poison: fc.boolean(),
            masked: fc.nat(2 * K),
            soft: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: K, maxLength: K }),
          }),
          { minLength: N, maxLength: N },
        ),
        isSoft: fc.boolean(),
        options: fc.record({
          ...commonOptions,
          weight: maybe(fc.array(weights, { minLength: K, maxLength: K })),
          sampleWeight: maybe(fc.array(weights, { minLength: N, maxLength: N })),
          ignoreIndex: maybe(fc.constantFrom(-1, 0)),
          labelSmoothing: maybe(fc.constantFrom(0, 0.1, 0.5, 1)),
          zLoss: maybe(fc.constantFrom(0.0001, 0.1)),
          softcap: maybe(fc.constantFrom(3, 30)),
        }),
      })
      .map((draw) => makeCase(N, K, draw)),
  ),
};

interface Draw {
  logits: number[];
  rows: { label: number; ignored: boolean; poison: boolean; masked: number; soft: number[] }[];
  isSoft: boolean;
  options: Record<string, unknown>;
}

function makeCase(N: number, K: number, { logits, rows, isSoft, options }: Draw): LossCase {
  const ignoreIndex = (options.ignoreIndex ?? -100) as number;
  const input = tensor(Float64Array.from(logits), { shape: [N, K] });
  const target = tensor(new Float64Array(N * K), { shape: [N, K] });
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
  const call: LossCase = { input, target: isSoft ? target : labels, options: given(options) };
  rows.forEach(({ poison }, i) => {
    const leftOut = softmaxCrossEntropyCases.isLeftOut(call, i);
    if (poison && leftOut) input.data.fill(i % 2 ? NaN : -Infinity, i * K, (i + 1) * K);
  });
  return call;
}
