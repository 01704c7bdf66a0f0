/** What every float64 keeps of a decimal: numbers that differ later differ by the rounding of some operation. */
const LAST_DIGIT = 15;

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
  for (const value of values) {
    const text = format(value, digits);
    groups.set(text, (groups.get(text) ?? new Set()).add(value));
  }
  const finer = new Map<number, string>();
  for (const group of groups.values()) {
    const alike = [...group];
    const textsAt = (wanted: number): string[] => alike.map((value) => format(value, wanted));
    const most = new Set(textsAt(LAST_DIGIT)).size;
    let wanted = digits;
    while (new Set(textsAt(wanted)).size < most) wanted++;
    textsAt(wanted).forEach((text, i) => finer.set(alike[i], text));
  }
  return values.map((value) => finer.get(value) as string);
}
