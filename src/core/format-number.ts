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
