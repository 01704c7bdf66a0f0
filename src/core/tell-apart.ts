/** What every float64 keeps of a decimal: numbers that differ later differ by the rounding of some operation. */
const LAST_DIGIT = 15;
/** The rounding of a few operations in float32, as a share of the number, … */
const NOISE = 1 / (1 << 22);
/** … which is noise where it is also no more than this share of what the numbers differ by at most. */
const NOISE_OF_SPREAD = 1e-6;

/**
 * Texts of numbers that stand together: each to `digits` significant digits, but where different numbers would
 * look alike, those to as many as tell them apart.
 * @param format - writes a number to so many digits
 */
export function tellApart(
  values: readonly number[],
  digits: number,
  format: (value: number, digits: number) => string,
): string[] {
  const groups = new Map<string, Set<number>>();
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    const text = format(value, digits);
    groups.set(text, (groups.get(text) ?? new Set()).add(value));
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const noise = (value: number): number => Math.min(NOISE * Math.abs(value), NOISE_OF_SPREAD * (high - low));
  const finer = new Map<number, string>();
  for (const group of groups.values()) {
    const alike = [...group].sort((a, b) => a - b);
    const apart: number[] = [];
    for (const value of alike) {
      if (apart.length === 0 || value - apart[apart.length - 1] > noise(value)) apart.push(value);
    }
    const count = (wanted: number): number => new Set(apart.map((value) => format(value, wanted))).size;
    const most = count(LAST_DIGIT);
    let wanted = digits;
    while (count(wanted) < most) wanted++;
    for (const value of alike) finer.set(value, format(value, wanted));
  }
  return values.map((value) => finer.get(value) as string);
}
