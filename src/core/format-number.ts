/**
 * A number for people: by default four significant digits, so that a table or a figure does not show noise, but
 * never fewer than stand before the point. Integers are whole until JavaScript itself writes them with an exponent.
 * 0.123456 is '0.1235', 123456.789 '123457', 1e-9 '1e-9'.
 */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  return String(roundNumber(value, digits)).replace('-', '−').replace('e−', 'e-').replace('e+', 'e');
}

/** The number that {@link formatNumber} writes. */
export function roundNumber(value: number, digits: number): number {
  const size = Math.abs(value);
  // From 1e21 on, where every number is an integer, JavaScript writes an exponent.
  if (size < 1e21 && Number.isInteger(value)) return value;
  const whole = size < 1e21 ? String(Math.trunc(size)).length : 1;
  return Number(value.toPrecision(Math.max(digits, whole)));
}

/**
 * A number that is stored in float32, by no more digits than float32 has of it: 0.1, where {@link formatNumber} writes
 * 0.10000000149.
 */
export function formatFloat32(value: number, digits = 4): string {
  const [shortest, enough] = shortestFloat32(value);
  return formatNumber(digits < enough ? value : shortest, digits);
}

/** The decimal with the fewest digits that float32 rounds to this number, and how many those are. */
export function shortestFloat32(value: number): [decimal: number, digits: number] {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return [decimal, digits];
  }
  return [Number(value.toPrecision(9)), 9];
}
