import { exp } from '../core';
import { productError, sumError } from '../core/special/double-double';
import { sumOf } from './sum';

/** A row of logits relative to its maximum. */
export interface Exponentials {
  /** The largest logit that takes part: NaN if one of them is, −∞ if there is none above −∞. */
  max: number;
  /** Its (first) index. */
  argmax: number;
  /** Σ exp((zₖ − max)/τ) over all classes but `argmax`, whose own term is exactly 1. */
  others: number;
}

/** `keeps` of {@link exponentials} where none is masked out. */
export const everyClass = (): boolean => true;

/** Writes exp((zₖ − max)/τ) into `out` (0 where a class does not take part) and sums them. */
export function exponentials(
  row: Float64Array,
  temperature: number,
  keeps: (k: number) => boolean,
  out: Float64Array,
): Exponentials {
  let max = -Infinity;
  let argmax = 0;
  for (let k = 0; k < row.length; k++) {
    if (keeps(k) && !(row[k] <= max)) [max, argmax] = [row[k], k];
    if (max !== max) return { max, argmax, others: NaN };
  }
  if (Math.abs(max) === Infinity) return { max, argmax, others: NaN };
  for (let k = 0; k < row.length; k++) out[k] = keeps(k) ? expOf(shifted(row[k], max, temperature)) : 0;
  const others = sumOf(row.length, (k) => (k === argmax ? 0 : out[k]));
  return { max, argmax, others };
}

/**
 * (z − max)/τ as value and rounding error. Without the second part a logit 100 below the maximum costs its
 * probability six bits.
 */
export function shifted(z: number, max: number, temperature: number): [value: number, error: number] {
  const difference = z - max;
  const value = difference / temperature;
  // Beyond this the exponential is 0 (and the products below may overflow).
  if (!(value > -1e4 && difference > -1e290 && temperature < 1e290)) return [value, 0];
  const product = value * temperature;
  const remainder = difference - product - productError(value, temperature, product);
  return [value, (remainder + sumError(z, -max, difference)) / temperature];
}

function expOf([value, error]: [number, number]): number {
  const e = exp(value);
  return e + e * error;
}
