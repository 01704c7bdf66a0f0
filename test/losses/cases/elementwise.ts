import fc from 'fast-check';
import { isTensor, tensor, type Tensor } from '../../../src/core';
import { D, exact, commonOptions, given, numbers, weights, type LossCase, type LossCases } from '../case';

/** The i-th number of a target, a weight: a tensor or an array, repeated along the last axis. */
function at(values: unknown, i: number): number {
  const data = isTensor(values) ? values.data : (values as number[]);
  return data[i % data.length];
}

function shaped(data: readonly number[], shape: readonly number[]): Tensor {
  return tensor(Float64Array.from(data), { shape });
}

const elementwise = {
  width: () => 1,
  denominator: ({ input }: LossCase) => input.data.length,
  isLeftOut: () => false,
  isShiftInvariant: () => false,
};

const shapes = fc.oneof(
  fc.tuple(fc.nat(5)),
  fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 3 })),
) as fc.Arbitrary<number[]>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const filled = <T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: length, maxLength: length });

export const binaryCrossEntropyCases: LossCases = {
  ...elementwise,
  isLeftOut: ({ options }, i) => options.weight !== undefined && at(options.weight, i) === 0,
  oracle({ target, options }, i, [z]) {
    const weight = options.weight === undefined ? 1 : at(options.weight, i);
    const positive = options.posWeight === undefined ? 1 : at([options.posWeight].flat(), i);
    if (weight === 0) return new D(0);
    const p = new D(1).div(z.neg().exp().plus(1));
    const y = exact(at(target, i));
    // ln(1 − p) = ln p − z, without the cancellation in 1 − p
    const [lnP, lnQ] = [p.ln(), p.ln().minus(z)];
    return y.times(exact(positive)).times(lnP).plus(new D(1).minus(y).times(lnQ)).times(exact(-weight));
  },
  cancellation({ target, options }) {
    const largest = [options.weight ?? 1, options.posWeight ?? 1]
      .map((w) => (isTensor(w) ? [...w.data] : [w].flat()) as number[])
      .map((w) => Math.max(1, ...w));
    return { loss: 0, gradient: isTensor(target) ? largest[0] * largest[1] : 0 };
  },
  arbitrary: shapes.chain((shape) => {
    const [size, last] = [sizeOf(shape), shape[shape.length - 1]];
    return fc
      .record({
        logits: filled(numbers(30), size),
        hard: fc.boolean(),
        probabilities: filled(
          fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
          size,
        ),
        poison: fc.boolean(),
        options: fc.record({
          ...commonOptions,
          weight: fc.oneof(
            fc.constant(undefined),
            filled(weights, last),
            filled(weights, size).map((w) => shaped(w, shape)),
          ),
          posWeight: fc.oneof(fc.constant(undefined), weights, filled(weights, last)),
        }),
      })
      .map(({ logits, hard, probabilities, poison, options }) => {
        const call: LossCase = {
          input: shaped(logits, shape),
          target:
            hard && shape.length === 1
              ? probabilities.map((p) => Number(p > 0.5))
              : shaped(probabilities, shape),
          options: given(options),
        };
        if (!poison) return call;
        logits.forEach((_, i) => {
          if (binaryCrossEntropyCases.isLeftOut(call, i)) call.input.data[i] = NaN;
        });
        return call;
      });
  }),
};

export const meanSquaredErrorCases: LossCases = {
  ...elementwise,
  oracle: ({ target }, i, [x]) => x.minus(exact(at(target, i))).pow(2),
  cancellation: () => ({ loss: 0, gradient: 0 }),
  arbitrary: shapes.chain((shape) =>
    fc
      .record({
        input: filled(numbers(20), sizeOf(shape)),
        target: filled(numbers(20), sizeOf(shape)),
        options: fc.record(commonOptions),
      })
      .map(({ input, target, options }) => ({
        input: shaped(input, shape),
        target: shape.length === 1 ? target : shaped(target, shape),
        options: given(options),
      })),
  ),
};

export const hingeCases: LossCases = {
  ...elementwise,
  oracle({ target }, i, [s]) {
    const y = at(target, i) === 1 ? 1 : -1;
    return D.max(0, new D(1).minus(s.times(y)));
  },
  cancellation: () => ({ loss: 0, gradient: 0 }),
  // Scores on the kink have no derivative: they keep a distance of 0.01.
  arbitrary: shapes.chain((shape) =>
    fc
      .record({
        scores: filled(
          numbers(3).filter((s) => Math.abs(Math.abs(s) - 1) > 0.01),
          sizeOf(shape),
        ),
        signs: filled(fc.boolean(), sizeOf(shape)),
        negative: fc.constantFrom(0, -1),
        options: fc.record(commonOptions),
      })
      .map(({ scores, signs, negative, options }) => {
        const labels = signs.map((sign) => (sign ? 1 : negative));
        return {
          input: shaped(scores, shape),
          target: shape.length === 1 ? labels : shaped(labels, shape),
          options: given(options),
        };
      }),
  ),
};
