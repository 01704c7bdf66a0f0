import { checkOptions } from '../core/checks';
import { placeholder } from './placeholders';
import { execute, type PythonOptions } from './run-python';
import type { PythonValue } from './values';

/** Runs the code of a template; `T` is the type you know its result to have. */
export type PythonTag = <T = PythonValue>(
  code: TemplateStringsArray,
  ...values: readonly unknown[]
) => Promise<T>;

/**
 * Runs Python code from a template, with values of this program in it. `python({ environment: 'frameworks' })`
 * is the same with options.
 *
 * @remarks
 * A value becomes a variable, never text: no quotes, no escapes. It can't stand inside a Python string or a comment;
 * f-strings take it in braces: `f"{${x}}"`. Backslashes are Python's own. A backtick is written \`, a dollar before a
 * brace \$. The code may be indented as a whole; lines count from the first that is not empty. {@link runPython} says
 * what becomes of the values, and of the last line's.
 * @throws as {@link runPython}
 * @example
 * const logits = tensor([[1, 1]]);
 * const p = await python<Tensor>`
 *   import numpy as np
 *   e = np.exp(${logits})
 *   e / e.sum(axis=1, keepdims=True)
 * `;
 */
export function python<T = PythonValue>(
  code: TemplateStringsArray,
  ...values: readonly unknown[]
): Promise<T>;
export function python(options: PythonOptions): PythonTag;
export function python(first: TemplateStringsArray | PythonOptions, ...values: readonly unknown[]): unknown {
  if (Array.isArray((first as TemplateStringsArray | null)?.raw))
    return run(first as TemplateStringsArray, values, {});
  checkOptions('python', first, ['environment', 'timeout', 'signal']);
  return (code: TemplateStringsArray, ...rest: readonly unknown[]) => run(code, rest, first as PythonOptions);
}

function run(
  { raw }: TemplateStringsArray,
  values: readonly unknown[],
  options: PythonOptions,
): Promise<PythonValue> {
  const names = values.map((_, i) => placeholder(i));
  const inputs = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const code = raw.map((text, i) => unescaped(text) + (names[i] ?? '')).join('');
  return execute(code.replace(/^(?:[ \t]*\n)+/, ''), inputs, names, options);
}

/** A template can hold a backtick and `${` only behind a backslash; every other one is Python's. */
function unescaped(raw: string): string {
  return raw.replace(/\\(?:(`|\$(?=\{))|[^])/g, (pair, special?: string) => special ?? pair);
}
