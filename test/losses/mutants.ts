import fc from 'fast-check';
import { isTensor, type Tensor } from '../../src/core';
import type { AnyLoss, AnyReduction, ReductionOptions } from '../../src/losses';
import { SEED, type LossCases } from './case';
import * as checks from './checks';

type Options = AnyReduction<ReductionOptions>;
type Call = [input: Tensor, target: unknown, options?: Options];
type Result = ReturnType<AnyLoss['withGradient']>;
type Change = (result: Result, options: Options, call: Call) => Result;
export type Mutant = (loss: AnyLoss) => checks.Candidate;

/** A loss with its results changed, the same way with and without gradient. */
const changed =
  (change: Change): Mutant =>
  (loss) => {
    const withGradient = (...call: Call): Result => change(loss.withGradient(...call), call[2] ?? {}, call);
    const plain = (...call: Call): number | Tensor => {
      const { out, ...options } = call[2] ?? {};
      const result = withGradient(call[0], call[1], options).loss;
      if (out === undefined || !isTensor(result)) return result;
      out.data.set(result.data);
      return out;
    };
    return Object.assign(plain, { withGradient: withGradient as AnyLoss['withGradient'] });
  };

export const withGradientChanged = (change: (g: number, rows: number) => number): Mutant =>
  changed((result, _options, [input]) => {
    result.gradient.data.set(result.gradient.data.map((g) => change(g, input.shape[0])));
    return result;
  });

/** The loss as it is, in the wrapping of the mutants. */
export const UNCHANGED: Mutant = changed((result) => result);

/** Faults that the suite has to find in any loss. */
export const FAULTS: Readonly<Record<string, Mutant>> = {
  'the sign of the gradient flipped': withGradientChanged((g) => -g),
  'a gradient that lacks a factor of 2': withGradientChanged((g) => g / 2),
  'a gradient off by a millionth': withGradientChanged((g) => g * (1 + 1e-6)),
  'a gradient off by 100 ulp': withGradientChanged((g) => g * (1 + 100 * Number.EPSILON)),
  'a loss in single precision': changed((result) => {
    const { loss } = result;
    if (isTensor(loss)) loss.data.set(loss.data.map(Math.fround));
    return isTensor(loss) ? result : { ...result, loss: Math.fround(loss) };
  }),
  'the gradient of the sum given for the mean': changed((result, { reduction }, [input]) => {
    if (reduction === 'mean') result.gradient.data.set(result.gradient.data.map((g) => g * input.shape[0]));
    return result;
  }),
  'a gradient whose first number is missing': changed((result) => {
    result.gradient.data[0] = 0;
    return result;
  }),
  'losses of the rows in the wrong order': changed((result) => {
    if (isTensor(result.loss)) result.loss.data.reverse();
    return result;
  }),
};

/** A fault that the suite has to find in a loss of weighted rows. */
export const MEAN_OVER_ROWS: Mutant = (loss) =>
  changed((result, { reduction, normalizer }, [input, target, options]) => {
    if (reduction !== 'mean' || normalizer !== undefined) return result;
    return loss.withGradient(input, target, { ...options, normalizer: Math.max(1, input.shape[0]) });
  })(loss);

/** The loss without one of its options. */
export const deafTo =
  (option: string): Mutant =>
  (loss) => {
    const without = (...[input, target, options]: Call): Call => [
      input,
      target,
      { ...options, [option]: undefined },
    ];
    const deaf = (...call: Call): number | Tensor => loss(...without(...call));
    const withGradient = (...call: Call): Result => loss.withGradient(...without(...call));
    return Object.assign(deaf, { withGradient: withGradient as AnyLoss['withGradient'] });
  };

/** Whether any check of the contract fails on some of the random calls. */
export function isFound(candidate: checks.Candidate, cases: LossCases): boolean {
  const all = [
    checks.agreesWithDifferences,
    checks.respectsItsArguments,
    checks.agreesWithOracle,
    checks.isShiftInvariant,
  ];
  const property = fc.property(cases.arbitrary, (call) =>
    all.forEach((check) => check(candidate, cases, call)),
  );
  return fc.check(property, { seed: SEED, numRuns: 100, endOnFailure: true }).failed;
}
