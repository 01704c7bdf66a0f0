import { zeros, type DType, type Tensor } from '../core';

/** 2^-53, the unit roundoff of float64: an operation's relative error is at most this. */
export const U = 1.1102230246251565e-16;
/** What `exp` and `log1p` of src/core promise, 1 ulp, as a relative error (measured: half of it). */
export const ELEMENTARY = 2 * U;
/** 2^-1072: covers what a few operations lose among the subnormal numbers. */
export const UNDERFLOW = 4 * 5e-324;
/**
 * 2^-30 more than the terms of first order: it covers the products of errors, computed quantities that stand for
 * exact ones, and the rounding of the bound itself. Each of these is below 2^-35, relative to those terms.
 */
const MARGIN = 1 + 9.313225746154785e-10;

/**
 * The relative error of one exponential of `exponentials`: of exp itself, and of adding the correction for the
 * rounding of z − max, which is known exactly. What the correction leaves out is its square, below 2^-80.
 */
export const EXPONENTIAL = ELEMENTARY + U;

/**
 * A bound of |S − exact| for S = `others`, the compensated sum of `terms` exponentials. The sum itself
 * is good to U, however many there are, and to the square of terms · U [OgitaRumpOishi2005, proposition 4.5].
 */
export function sumBound(others: number, terms: number): number {
  const recursive = 1.001 * terms * U; // n·u/(1 − n·u) for every n ≤ 2³¹
  return others * (EXPONENTIAL + U + recursive * recursive) + terms * UNDERFLOW;
}

/** How many classes beside `argmax` take part: none makes the results exact. */
export function countOthers(classes: number, argmax: number, takesPart: (k: number) => boolean): number {
  let count = 0;
  for (let k = 0; k < classes; k++) count += Number(k !== argmax && takesPart(k));
  return count;
}

/** A first-order bound, made to hold. */
export function safely(firstOrder: number): number {
  return firstOrder * MARGIN;
}

/** A value and how far from the exact result it may be. */
export interface WithBound<Value> {
  value: Value;
  /** |value − exact| ≤ bound, element by element; float64, whatever the value is. */
  bound: Value;
}

/**
 * The pair as the caller gets it. Values of float32 are rounded once more; that error is known exactly,
 * and is added to the bound.
 */
export function withBound(
  dtype: DType,
  shape: readonly number[],
  values: Float64Array,
  bounds: Float64Array,
): WithBound<Tensor> {
  const value = zeros(shape, { dtype });
  value.data.set(values);
  if (dtype === 'float32') {
    values.forEach((exact, j) => {
      const error = Math.abs(value.data[j] - exact);
      if (error > 0) bounds[j] = safely(bounds[j] + error);
    });
  }
  return { value, bound: { data: bounds, shape: [...shape], dtype: 'float64' } };
}
