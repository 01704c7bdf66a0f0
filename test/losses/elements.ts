import fc from 'fast-check';
import { D, at, exact, filled, numbers, optionsOf, shaped, weights } from './case';
import type { LossCase, LossCases, OptionValues, Options, SomeLoss } from './case';

/** What is special about a loss that has a loss for each number of its input. What it does not say is usual. */
export interface ElementCase extends Partial<LossCases> {
  /** The loss of one number and its target, from the definition, without `weight`. */
  loss(x: D, y: D, options: Options, i: number): D;
  /** Values of its options but `weight`, which a call has half of the time. */
  options?: OptionValues;
  /** Its inputs, ±20 if not given: where it has a kink, at a distance from it. */
  input?: fc.Arbitrary<number>;
  /** Its targets, ±20 if not given; a batch takes all of its from one of them. */
  targets?: readonly fc.Arbitrary<number>[];
  /** Whether an array may hold these targets, and they need not be a tensor. */
  takesArray?: (targets: readonly number[]) => boolean;
}

const shapes = fc.oneof(
  fc.tuple(fc.nat(5)),
  fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 3 })),
) as fc.Arbitrary<number[]>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Values of the options that are spelled alike in all such losses. */
const USUAL: OptionValues = {
  weight: (shape) =>
    fc.oneof(
      filled(weights, shape[shape.length - 1]),
      filled(weights, sizeOf(shape)).map((w) => shaped(w, shape)),
    ),
};

export function elementCases(loss: SomeLoss, special: ElementCase): LossCases {
  const { input = numbers(20), targets = [numbers(20)], takesArray = () => true } = special;
  const options = optionsOf(loss, USUAL, special.options);
  const weightOf = ({ options }: LossCase, i: number): number =>
    options.weight === undefined ? 1 : at(options.weight, i);
  const isLeftOut = (call: LossCase, i: number): boolean => weightOf(call, i) === 0;
  return {
    width: () => 1,
    oracle: (call, i, [x]) =>
      isLeftOut(call, i)
        ? new D(0)
        : special.loss(x, exact(at(call.target, i)), call.options, i).times(exact(weightOf(call, i))),
    denominator: (call) => call.input.data.length,
    isLeftOut,
    cancellation: () => ({ loss: 0, gradient: 0 }),
    isShiftInvariant: () => false,
    arbitrary: fc.tuple(shapes, fc.constantFrom(...targets)).chain(([shape, target]) =>
      fc
        .record({
          x: filled(input, sizeOf(shape)),
          y: filled(target, sizeOf(shape)),
          asArray: fc.boolean(),
          poison: fc.boolean(),
          options: options(shape),
        })
        .map(({ x, y, asArray, poison, options }) => {
          const isArray = asArray && shape.length === 1 && takesArray(y);
          const call = { input: shaped(x, shape), target: isArray ? y : shaped(y, shape), options };
          // What is left out may hold anything.
          if (poison) x.forEach((_, i) => isLeftOut(call, i) && (call.input.data[i] = NaN));
          return call;
        }),
    ),
    ...special,
  };
}
