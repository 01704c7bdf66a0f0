import Decimal from 'decimal.js';
import fc from 'fast-check';
import type { Tensor } from '../../src/core';

/** Decimals of 50 digits, for the oracles. */
export const D = Decimal.clone({ precision: 50, minE: -9e15, maxE: 9e15 });
export type D = Decimal;

/** A double as it is: `new D(0.1)` would be 1/10, of which the double is half an ulp off. */
export function exact(x: number): D {
  if (!Number.isFinite(x)) return new D(x);
  let halvings = 0;
  for (; !Number.isInteger(x); halvings++) x *= 2;
  return new D(BigInt(x).toString()).div(new D(2).pow(halvings));
}

/** A call of a loss, but for the reduction, which the checks vary. */
export interface LossCase {
  input: Tensor;
  target: unknown;
  options: Record<string, unknown>;
}

/** What the contract suite has to know about a loss: how to make calls, and what they should give. */
export interface LossCases {
  /** Valid calls; some with weights, ignored rows, masked classes, NaN where nothing may look. */
  arbitrary: fc.Arbitrary<LossCase>;
  /** Numbers of the input that make one loss. */
  width(call: LossCase): number;
  /** The loss of a row with `x` in place of its input, written from the definition, weights included. */
  oracle(call: LossCase, row: number, x: readonly D[]): D;
  /** What `'mean'` divides by, written from the definition. */
  denominator(call: LossCase): number;
  /** Whether row `i` is left out of the loss. */
  isLeftOut(call: LossCase, row: number): boolean;
  /** Size of the terms that may cancel in a row's loss and gradient: there only absolute accuracy is asked. */
  cancellation(call: LossCase): { loss: number; gradient: number };
  /** Whether a number added to a whole row changes nothing. */
  isShiftInvariant(call: LossCase): boolean;
  /** The same call with class k renamed to `names[k]`, for losses over classes. */
  renameClasses?(call: LossCase, names: readonly number[]): LossCase;
}

/** Run with SEED=… to repeat a failure or to look elsewhere. */
export const SEED = Number(process.env.SEED ?? 20_240_229);

/** Numbers of [−size, size], none so small that a square would be subnormal; often small integers and zero. */
export function numbers(size: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.double({ min: -size, max: size, noNaN: true }).map((x) => (Math.abs(x) < 1e-30 ? 0 : x)),
    fc.integer({ min: -size * 1000, max: size * 1000 }).map((n) => n / 1000),
    fc.integer({ min: -2, max: 2 }),
  );
}

/** Weights, zero among them. */
export const weights: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 5000 }).map((n) => n / 1000), weight: 5 },
  { arbitrary: fc.constant(0), weight: 1 },
);

/** The value of an option that is left out half of the time. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(fc.constant(undefined), arbitrary);
}

/** Options that every loss takes and the checks do not set themselves. */
export const commonOptions = {
  normalizer: maybe(fc.integer({ min: 1, max: 100 }).map((n) => n / 8)),
  onEmpty: maybe(fc.constantFrom('nan', 'zero')),
};

/** Without the options that are undefined. */
export function given(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
