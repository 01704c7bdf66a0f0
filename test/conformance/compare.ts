import { DomainError, LabelError } from '../../src/core';
import type { Answer, Case, Implementation } from './case';
import type { Dialect } from './dialects/dialect';
import { tiled } from './tiled';
import { EPSILON, ROUNDINGS, ourRounding, sizesOf, type Sizes } from './tolerance';
import { flat, type Vector } from './vectors';

/** How an implementation's result compares with a framework's. */
export interface Outcome {
  /** The first number that is off, or the error that was thrown; undefined if all agree. */
  readonly fault?: string;
  /** Whether it is an error that the library means to throw. */
  readonly isError?: boolean;
  /** Whether our gradient has a NaN. */
  readonly isSpoilt?: boolean;
  /** The largest distance, in roundings of the case's dtype. */
  readonly roundings: number;
}

/** Ours against the framework's result; in float32 also, and more sharply, against its float64 result. */
export function outcomeOf(test: Case, float64: Vector, dialect: Dialect, ours: Implementation): Outcome {
  const sizes = sizesOf(test, dialect.isLossy?.(test) ?? false);
  try {
    const answer = dialect.answer(test, ours);
    const isSpoilt = Array.from(answer.gradient).some(Number.isNaN);
    const outcome = { ...compare(answer, test, sizes, EPSILON[test.dtype], () => 0), isSpoilt };
    if (test.dtype === 'float64' || outcome.fault !== undefined) return outcome;
    const sharply = (mine: Answer): string | undefined =>
      compare(mine, float64, sizes, EPSILON.float64, (what, x) => ourRounding(test, sizes, what, x)).fault;
    const small = sharply(answer);
    if (small !== undefined) return { ...outcome, fault: `beside float64, ${small}` };
    const large = sharply(dialect.answer(test, tiled(ours)));
    return large === undefined
      ? outcome
      : { ...outcome, fault: `in a large batch, beside float64, ${large}` };
  } catch (error) {
    const isError = error instanceof DomainError || error instanceof LabelError;
    return { fault: String(error), isError, roundings: 0 };
  }
}

function compare(
  mine: Answer,
  theirs: Vector,
  sizes: Sizes,
  epsilon: number,
  allowance: (what: keyof Sizes, x: number) => number,
): Outcome {
  let roundings = 0;
  for (const what of ['value', 'gradient'] as const) {
    const [got, want] = [mine[what], flat(theirs[what])];
    if (got.length !== want.length) return { fault: `${got.length} numbers for ${want.length}`, roundings };
    for (const [i, x] of want.entries()) {
      if (Object.is(got[i], x) || got[i] === x) continue;
      const error = Math.max(0, Math.abs(got[i] - x) - allowance(what, x)) / (epsilon * sizes[what]);
      // An infinity or a NaN makes it one, too.
      if (!(error <= ROUNDINGS)) return { fault: `${what}[${i}] is ${got[i]}, expected ${x}`, roundings };
      roundings = Math.max(roundings, error);
    }
  }
  return { roundings };
}
