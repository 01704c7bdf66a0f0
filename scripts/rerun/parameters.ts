import { UsageError } from '../lib/command';
import { codeCells, hasTag, textOf, type Notebook } from './notebook';

/**
 * `k=v` arguments as values: a number, `true`, `false` or JSON as such, anything else as a string.
 * @throws {@link UsageError} if one is not of that form
 */
export function parseParameters(given: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    given.map((pair) => {
      const [, name, text] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined) throw new UsageError(`--param takes name=value, got '${pair}'`);
      try {
        return [name, JSON.parse(text) as unknown];
      } catch {
        return [name, text];
      }
    }),
  );
}

/** The names that a notebook's cell tagged `parameters` declares with `let`. */
export function declaredParameters(notebook: Notebook): string[] {
  const cell = codeCells(notebook).find((candidate) => hasTag(candidate, 'parameters'));
  return [...textOf(cell?.source).matchAll(/^\s*let\s+([A-Za-z_$][\w$]*)/gm)].map((match) => match[1]);
}

/** Assignments of those values which the notebook declares; `undefined` if there are none. */
export function assignments(notebook: Notebook, values: Record<string, unknown>): string | undefined {
  const names = declaredParameters(notebook).filter((name) => name in values);
  const lines = names.map((name) => `${name} = ${JSON.stringify(values[name])};`);
  return lines.length > 0 ? lines.join('\n') : undefined;
}
