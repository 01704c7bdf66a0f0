// Cells may replace what is global, and the kernel must go on.
const { stringify, parse } = JSON;
const { keys } = Object;

/** A MIME bundle or metadata whose values are texts and what JSON can hold: functions and the like are left out. */
export function plainValues(values: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (typeof values !== 'object' || values === null) return result;
  const names = keys(values);
  for (let i = 0; i < names.length; i++) {
    const value = (values as Record<string, unknown>)[names[i]];
    const json = typeof value === 'string' ? undefined : (stringify(value) as string | undefined);
    if (typeof value === 'string') result[names[i]] = value;
    else if (json !== undefined) result[names[i]] = parse(json);
  }
  return result;
}
