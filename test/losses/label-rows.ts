import fc from 'fast-check';
import type { Tensor } from '../../src/core';
import { D, filled, numbers, optionsOf, shaped, weights } from './case';
import type { OptionValues, Options, SomeLoss } from './case';
import type { RowCase } from './rows';

/** What is special about a loss of rows `[N, K]` that has a target for each of their numbers. */
export interface LabelRowCase {
  /** The loss of a row, from the definition. */
  loss(z: readonly D[], y: readonly number[], options: Options): D;
  targets?: fc.Arbitrary<number>;
  /** Options that it has besides the common ones and `weight`. */
  options?: OptionValues;
  /** Those that it must be given. */
  required?: (options: Options) => Options;
  /** The least length of a row, 1 if not given. */
  least?: number;
  /** Whether there is nothing to aim at: `y` is empty. */
  isUntargeted?: boolean;
}

/** The cases of such a loss, for `rowContract`. */
export function labelRows(loss: SomeLoss, special: LabelRowCase): RowCase {
  const { targets = fc.nat(1), least = 1, required = (options) => options, isUntargeted } = special;
  const options = optionsOf(loss, { weight: ([, K]) => filled(weights, K) }, special.options);
  return {
    options: special.options,
    oracle(call, i, z) {
      if (isUntargeted) return special.loss(z, [], call.options);
      const { data, shape } = call.target as Tensor;
      return special.loss(z, [...data.subarray(i * shape[1], (i + 1) * shape[1])], call.options);
    },
    denominator: ({ input }) => input.shape[0],
    isLeftOut: () => false,
    isShiftInvariant: () => false,
    renameClasses: undefined,
    arbitrary: fc.tuple(fc.nat(3), fc.integer({ min: least, max: 4 })).chain((shape) => {
      const size = shape[0] * shape[1];
      return fc
        .record({ z: filled(numbers(20), size), y: filled(targets, size), options: options(shape) })
        .map(({ z, y, options }) => ({
          input: shaped(z, shape),
          target: isUntargeted ? undefined : shaped(y, shape),
          options: required(options),
        }));
    }),
  };
}
