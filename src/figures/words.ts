import { extent } from './input';

/** `a`, `a and b` or `a, b and c`; long lists are cut. */
export function describeList(names: readonly string[], most = 10): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** `x from 0 to 1`. */
export function describeRange(name: string, values: readonly number[]): string {
  const [low, high] = extent(values);
  return `${name} from ${brief(low)} to ${brief(high)}`;
}

/** A number in at most three significant digits; integers stay whole. */
export function brief(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(3))).replace('-', '−');
}
