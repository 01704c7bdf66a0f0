import Decimal from 'decimal.js';
import fc from 'fast-check';
import { isTensor, tensor, type Tensor } from '../../src/core';
import type { AnyLoss } from '../../src/losses';
import { REDUCTION_OPTIONS } from '../../src/losses/reduction';

/** Decimals of 50 digits, for the oracles. */
export const D = Decimal.clone({ precision: 50, minE: -9e15, maxE: 9e15 });
export type D = Decimal;

/** A double as it is: `new D(0.1)` would be 1/10, of which the double is half an ulp off. */
export function exact(x: number): D {
  if (!Number.isFinite(x) || Number.isSafeInteger(x)) return new D(x);
  let halvings = 0;
  for (; !Number.isInteger(x); halvings++) x *= 2;
  return new D(BigInt(x).toString()).div((POWERS[halvings] ??= new D(2).pow(halvings)));
}

const POWERS: D[] = [];

/** Any loss; what it takes is for its cases to know. */
export type SomeLoss = Pick<AnyLoss, 'options'> & { readonly name: string };
export type Options = Record<string, unknown>;

/** A call of a loss, but for the reduction, which the checks vary. */
export interface LossCase {
  input: Tensor;
  target: unknown;
  options: Options;
}

/**
 * What the contract suite has to know about a loss: how to make calls, and what they should give. `elements.ts`,
 * `rows.ts` and `lists.ts` make one of what is special about a loss.
 */
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
  /** The same call with class k renamed to `names[k]`, for losses over classes; undefined where names matter. */
  renameClasses?(call: LossCase, names: readonly number[]): LossCase | undefined;
  /** The least and the largest that row `i`'s loss may be, for losses of lists. */
  bounds?(call: LossCase, row: number): [number, number];
  /** Row `i` by itself, without what is masked out of it, and the places of what is left. */
  withoutMasked?(call: LossCase, row: number): { places: number[]; alone: LossCase };
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

/** An array of so many. */
export function filled<T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { minLength: length, maxLength: length });
}

export function shaped(data: readonly number[], shape: readonly number[]): Tensor {
  return tensor(Float64Array.from(data), { shape });
}

/** The i-th number of a target, a weight: a tensor or an array, repeated along the last axis. */
export function at(values: unknown, i: number): number {
  const data = isTensor(values) ? values.data : (values as number[]);
  return data[i % data.length];
}

/** The values that the suite gives to a loss's own options, for an input of a shape, by the option's name. */
export type OptionValues = Readonly<Record<string, (shape: readonly number[]) => fc.Arbitrary<unknown>>>;

/** Options of a call, each of them left out in many. @throws an Error unless `special` makes them all known */
export function optionsOf(
  loss: SomeLoss,
  usual: OptionValues,
  special: OptionValues = {},
): (shape: readonly number[]) => fc.Arbitrary<Options> {
  const values = { ...usual, ...special };
  const own = loss.options.filter((option) => !(REDUCTION_OPTIONS as readonly string[]).includes(option));
  const without = own.find((option) => !(option in values));
  if (without !== undefined) {
    const give = `add options: { ${without}: () => fc.constantFrom(…) } to its case`;
    throw new Error(`the contract of ${loss.name} has no values for the option '${without}': ${give}`);
  }
  const foreign = Object.keys(special).find((option) => !own.includes(option));
  if (foreign !== undefined) {
    throw new Error(`the contract of ${loss.name} has values for '${foreign}', which is none of its options`);
  }
  return (shape) =>
    fc
      .record({
        normalizer: maybe(fc.integer({ min: 1, max: 100 }).map((n) => n / 8)),
        onEmpty: maybe(fc.constantFrom('nan', 'zero')),
        ...Object.fromEntries(own.map((option) => [option, maybe(values[option](shape))])),
      })
      .map((options: Options) =>
        Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
      );
}

/** The value of an option that is left out half of the time. */
function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(fc.constant(undefined), arbitrary);
}
