import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { root } from './paths';
import { plainValues } from './plain-values';
import { displayOf, INSPECTION, mayBeOfLibrary } from './shown-value';

/** A value in the forms that a front end may choose from, by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** What AsyncLocalStorage leaves on promises and timers before Node 24. */
const BOOKKEEPING =
  /,?\s*\[Symbol\((?:async_id_symbol|trigger_async_id_symbol|asyncId|triggerId|kResourceStore)\)\]: \d+/g;

/** How the value of a cell's last expression is shown. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  const display = displayOf(value) ?? (mayBeOfLibrary(value) ? ofLibrary(value) : undefined);
  if (display === undefined) return { 'text/plain': plainText(value) };
  const bundle = (await display()) as MimeBundle | null | undefined;
  if (typeof bundle !== 'object' || bundle === null)
    throw new TypeError(
      `[Symbol.for('Jupyter.display')]() must return a MIME bundle, got ${inspect(bundle)}`,
    );
  return { 'text/plain': plainText(value), ...plainValues(bundle) };
}

function plainText(value: unknown): string {
  const text = inspect(value, INSPECTION);
  return text.replace(BOOKKEEPING, '').replace(/^Promise \{\n {2}(.*)\n\}$/, 'Promise { $1 }');
}

/** What the library shows of a frame or a tensor; undefined when it cannot. */
function ofLibrary(value: unknown): ReturnType<typeof displayOf> {
  try {
    const library = createRequire(join(root, 'package.json'))(root) as {
      displayableOf(value: unknown): unknown;
    };
    return displayOf(library.displayableOf(value));
  } catch {
    return undefined;
  }
}
