import { float32Memory } from '../core/float32-memory';
import { isTensor } from '../core/tensor';
import { typedArrayKind } from '../core/typed-array';
import { extent } from './input';

/** Significant digits of a fraction in an array; all 17 would make the notebooks a tenth larger. */
const DIGITS = 10;
/** And so many of the spread of its array, which may be small beside the values. */
const DIGITS_OF_SPREAD = 7;

/**
 * A plain copy of a value for JSON: typed arrays and tensors become (nested) arrays, NaN and ±∞ `null`, keys without
 * a value vanish. Fractions in arrays are rounded, but far below what a picture of the array can show.
 * @param digits - for the numbers in it; by default an array chooses
 */
export function toJson(value: unknown, digits?: number): unknown {
  if (typeof value === 'number') return plainNumber(value, digits);
  if (typeof value !== 'object' || value === null) return value;
  if (isTensor(value)) return toJson(nest(Array.from(value.data), value.shape), digits);
  if (typedArrayKind(value)) {
    float32Memory().check('toJson', value);
    return toJson(Array.from(value as ArrayLike<number>), digits);
  }
  if (Array.isArray(value)) {
    const chosen = digits ?? digitsOf(value);
    return value.map((item) => toJson(item, chosen));
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item)]));
}

function plainNumber(value: number, digits: number | undefined): number | null {
  if (!Number.isFinite(value)) return null;
  // + 0 turns −0 into 0.
  if (digits === undefined || Number.isInteger(value)) return value + 0;
  return Number(value.toPrecision(digits)) + 0;
}

/** How many digits the numbers of an array need, so that its spread has so many; `undefined` if they are all one. */
export function digitsOf(
  array: readonly unknown[],
  least = DIGITS,
  ofSpread = DIGITS_OF_SPREAD,
): number | undefined {
  const [low, high] = extent(array.flat(2).filter((item): item is number => typeof item === 'number'));
  if (!(high > low)) return undefined;
  const spread = Math.min(high - low, Number.MAX_VALUE);
  return Math.max(least, exponentOf(Math.max(-low, high)) - exponentOf(spread) + ofSpread);
}

/** The power of ten of a positive number's first digit. */
function exponentOf(value: number): number {
  return Number(value.toExponential().split('e')[1]);
}

function nest(flat: unknown[], shape: readonly number[]): unknown[] {
  if (shape.length <= 1) return flat;
  const size = flat.length / shape[0] || 0;
  return Array.from({ length: shape[0] }, (_, i) => nest(flat.slice(i * size, (i + 1) * size), shape.slice(1)));
}
