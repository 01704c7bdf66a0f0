import { UsageError } from '../lib/command';
import { declaredParameters, type Kind } from './declared-parameters';
import type { Notebook } from './notebook';

/**
 * `name=value` arguments, as a map of texts.
 * @throws {@link UsageError} if one is not of that form, or a name comes twice
 */
export function parseParameters(given: readonly string[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of given) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--param takes name=value, got '${pair}'`);
    const name = pair.slice(0, at);
    if (parameters.has(name)) throw new UsageError(`--param ${name} is given twice`);
    parameters.set(name, pair.slice(at + 1));
  }
  return parameters;
}

/**
 * The values of those parameters which the notebook declares: a number, `true`, `false` or JSON as such, anything
 * else as a string; what is declared as a string, always as a string.
 * @param isQuick - whether those that are not given have the values that the notebook names for a quick run
 * @param option - by which they were given
 * @throws {@link UsageError} if one can't be kept, is not of the declared kind or declared with `const`
 */
export function valuesFor(
  notebook: Notebook,
  given: ReadonlyMap<string, string>,
  isQuick = false,
  option = '--param',
): Record<string, unknown> {
  const values: [string, unknown][] = [];
  for (const [name, { kind, constant, quick }] of declaredParameters(notebook)) {
    const text = given.get(name) ?? (isQuick ? quick : undefined);
    if (text === undefined) continue;
    if (constant)
      throw new UsageError(`${option} ${name}: the notebook declares it with const; it must be let`);
    const value = valueOf(`${option} ${name}`, text, kind);
    if (kind !== undefined && kindOf(value) !== kind) {
      const article = /^[ao]/.test(kind) ? 'an' : 'a';
      throw new UsageError(
        `${option} ${name} takes ${article} ${kind}, as the notebook declares it; got '${text}'`,
      );
    }
    values.push([name, value]);
  }
  return Object.fromEntries(values);
}

/** Code that assigns the values; `undefined` if there are none. */
export function assignments(values: Record<string, unknown>): string | undefined {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${literal(value)};`);
  return lines.length > 0 ? lines.join('\n') : undefined;
}

function valueOf(what: string, text: string, kind: Kind | undefined): unknown {
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    if (kind !== 'string' && ['NaN', 'Infinity', '-Infinity'].includes(text)) return Number(text);
  }
  if (kind === 'string') return typeof value === 'string' ? value : text;
  if (typeof value === 'string') return value;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    if (!token.startsWith('"') && !isKept(token))
      throw new UsageError(`${what}: ${token} can't be kept, it would become ${Number(token)}`);
  }
  return value;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** Whether a number's text means what it becomes: not if it overflows, underflows, or is an integer that changes. */
function isKept(text: string): boolean {
  const value = Number(text);
  const [digits, exponent] = decimalOf(text);
  if (!Number.isFinite(value) || value === 0) return value === 0 && digits === '';
  const [digitsNow, exponentNow] = decimalOf(String(value));
  if (exponent < 0 || (digits === digitsNow && exponent === exponentNow)) return true;
  return BigInt(digits) * 10n ** BigInt(exponent) === BigInt(Math.abs(value));
}

/** A number's significant digits, as an integer, and the power of ten that it is to be multiplied by. */
function decimalOf(text: string): [digits: string, exponent: number] {
  const [mantissa, exponent = '0'] = text.replace(/^-/, '').toLowerCase().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  return [significant, Number(exponent) - fraction.length + digits.length - significant.length];
}

/** A value as TypeScript writes it, so that the kernel checks its type. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    // The key in brackets: `__proto__` without them would set the prototype.
    return `{${Object.entries(value)
      .map(([key, inner]) => `[${JSON.stringify(key)}]: ${literal(inner)}`)
      .join(', ')}}`;
  }
  return typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : JSON.stringify(value);
}
