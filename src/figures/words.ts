import { roundNumber } from '../core/format-number';
import { tellApart } from '../core/tell-apart';
import { extent } from './input';

/** `a`, `a and b` or `a, b and c`; long lists are cut. */
export function describeList(names: readonly string[], most = 10): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** `x from 0 to 1`. */
export function describeRange(name: string, values: readonly number[]): string {
  const [low, high] = briefs(extent(values));
  return `${name} from ${low} to ${high}`;
}

/** A number in three significant digits, or as many as stand before the point; integers stay whole. */
export function brief(value: number, digits = 3): string {
  return String(roundNumber(value, digits)).replace('-', '−');
}

/** The same of numbers that stand together: different ones do not look alike. */
export function briefs(values: readonly number[]): string[] {
  return tellApart(values, 3, brief);
}
