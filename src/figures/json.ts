import { isTensor } from '../core/tensor';

/**
 * A plain copy of a value for JSON: typed arrays and tensors become (nested) arrays, fractions are rounded
 * to four significant digits (integers stay exact), NaN and ±∞ become `null`, keys without a value vanish.
 */
export function toJson(value: unknown): unknown {
  if (typeof value === 'number') return roundNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isTensor(value)) return nest(Array.from(value.data, roundNumber), value.shape);
  if (Array.isArray(value)) return value.map(toJson);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, roundNumber);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item)]));
}

function roundNumber(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  // + 0 turns −0 into 0.
  return Number.isInteger(value) ? value + 0 : Number(value.toPrecision(4)) + 0;
}

function nest(flat: unknown[], shape: readonly number[]): unknown[] {
  if (shape.length <= 1) return flat;
  const size = flat.length / shape[0] || 0;
  return Array.from({ length: shape[0] }, (_, i) => nest(flat.slice(i * size, (i + 1) * size), shape.slice(1)));
}
