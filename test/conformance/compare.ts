import { DomainError, LabelError } from '../../src/core';
import type { Answer, Case, Implementation } from './case';
import type { Dialect } from './dialects/dialect';
import { tiled } from './tiled';
import { EPSILON, ROUNDINGS, ourRounding, sizesOf, type Sizes } from './tolerance';

/** How an implementation's result compares with a framework's. */
export interface Outcome {
  /** An error is one that the library means to throw; NaN is one in our gradient. */
  readonly kind: 'the same' | 'another number' | 'NaN' | 'an error';
  /** The first number that is off, or what was thrown; undefined if it is the same. */
  readonly fault?: string;
  /** The largest distance, in roundings of the case's dtype. */
  readonly roundings: number;
}

/** Ours against the framework's result; in float32 also, and more sharply, against its float64 result. */
export function outcomeOf(test: Case, float64: Case, dialect: Dialect, ours: Implementation): Outcome {
  try {
    const answer = dialect.answer(test, ours);
    const { fault, roundings } = distance(test, float64, dialect, ours, answer);
    if (fault === undefined) return { kind: 'the same', roundings };
    const isSpoilt = Array.from(answer.gradient).some(Number.isNaN);
    return { kind: isSpoilt ? 'NaN' : 'another number', fault, roundings };
  } catch (error) {
    const isMeant = error instanceof DomainError || error instanceof LabelError;
    return { kind: isMeant ? 'an error' : 'another number', fault: String(error), roundings: 0 };
  }
}

interface Distance {
  readonly fault?: string;
  readonly roundings: number;
}

function distance(
  test: Case,
  float64: Case,
  dialect: Dialect,
  ours: Implementation,
  answer: Answer,
): Distance {
  const sizes = sizesOf(test, dialect.isLossy?.(test) ?? false);
  const found = compare(answer, test, sizes, EPSILON[test.dtype], () => 0);
  if (test.dtype === 'float64' || found.fault !== undefined) return found;
  const sharply = (mine: Answer): string | undefined =>
    compare(mine, float64, sizes, EPSILON.float64, (what, x) => ourRounding(test, sizes, what, x)).fault;
  const small = sharply(answer);
  if (small !== undefined) return { ...found, fault: `beside float64, ${small}` };
  const large = sharply(dialect.answer(test, tiled(ours)));
  return large === undefined ? found : { ...found, fault: `in a large batch, beside float64, ${large}` };
}

function compare(
  mine: Answer,
  theirs: Case,
  sizes: Sizes,
  epsilon: number,
  allowance: (what: keyof Sizes, x: number) => number,
): Distance {
  let roundings = 0;
  for (const what of ['value', 'gradient'] as const) {
    const [got, want] = [mine[what], theirs[what]];
    if (got.length !== want.length) return { fault: `${got.length} numbers for ${want.length}`, roundings };
    for (let i = 0; i < want.length; i++) {
      const x = want[i];
      if (Object.is(got[i], x) || got[i] === x) continue;
      const error = Math.max(0, Math.abs(got[i] - x) - allowance(what, x)) / (epsilon * sizes[what]);
      // An infinity or a NaN makes it one, too.
      if (!(error <= ROUNDINGS)) return { fault: `${what}[${i}] is ${got[i]}, expected ${x}`, roundings };
      roundings = Math.max(roundings, error);
    }
  }
  return { roundings };
}
