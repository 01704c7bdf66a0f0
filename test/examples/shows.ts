/**
 * What a comment behind an expression shows of its value, `undefined` if it is prose: a number, text, boolean or array
 * of them, after `≈ ` to the digits that are written; what follows `;`, `:`, `,` or a bracket explains.
 */
export function shownIn(comment: string): string | undefined {
  const value = /-?(?:\d[\d.]*(?:e-?\d+)?|Infinity)|NaN|true|false|'[^']*'|\[[^A-DF-Za-df-z]*\]/.source;
  const pattern = new RegExp(`^((?:≈ )?)(?:\\w+Array )?(${value})(?=$|[;:,]| \\()`);
  const [, about, text] = pattern.exec(comment) ?? [];
  return text === undefined ? undefined : about + text;
}

/** @throws Error unless the value is what is shown */
export function shows(value: unknown, shown: string): void {
  const about = shown.startsWith('≈ ');
  const quoted = shown.replace('≈ ', '').replace(/'[^']*'|[^\s,[\]]+/g, (word) => JSON.stringify(word));
  if (agrees(value, JSON.parse(quoted) as Shown, about)) return;
  throw new Error(`the example shows ${shown}, but it is ${JSON.stringify(value, typed)}`);
}

type Shown = string | Shown[];

function agrees(value: unknown, shown: Shown, about: boolean): boolean {
  if (typeof shown !== 'string') {
    const values = Array.isArray(value) || ArrayBuffer.isView(value) ? [...(value as unknown[])] : undefined;
    return values?.length === shown.length && values.every((each, i) => agrees(each, shown[i], about));
  }
  if (typeof value !== 'number') return shown === (typeof value === 'string' ? `'${value}'` : String(value));
  if (!about) return Object.is(value, Number(shown)) || value === Number(shown);
  const [digits, exponent = '0'] = shown.split('e');
  const last = Number(exponent) - (digits.split('.')[1]?.length ?? 0);
  return Math.abs(value - Number(shown)) <= 0.5001 * Number(`1e${last}`);
}

function typed(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;
}
