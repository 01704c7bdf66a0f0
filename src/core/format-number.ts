/**
 * A number for people: four significant digits, so that a table or a figure does not show noise.
 * @example
 * formatNumber(0.123456)  // '0.1235'
 * formatNumber(1e-9)      // '1e-9'
 */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value).replace('-', '−');
  return String(Number(value.toPrecision(digits)))
    .replace('-', '−')
    .replace('e−', 'e-')
    .replace('e+', 'e');
}
