import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { root } from './paths';
import { plainValues } from './plain-values';

/** A value in the forms that a front end may choose from, by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** What AsyncLocalStorage leaves on promises and timers before Node 24. */
const BOOKKEEPING =
  /,?\s*\[Symbol\((?:async_id_symbol|trigger_async_id_symbol|asyncId|triggerId|kResourceStore)\)\]: \d+/g;
const DISPLAY = Symbol.for('Jupyter.display');

/** How the value of a cell's last expression is shown. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  const shown = displayable(value) ?? (isFrame(value) || isTensor(value) ? ofLibrary(value) : undefined);
  if (shown === undefined) return { 'text/plain': plainText(value) };
  const bundle = (await shown[DISPLAY]()) as MimeBundle | null | undefined;
  if (typeof bundle !== 'object' || bundle === null)
    throw new TypeError(
      `[Symbol.for('Jupyter.display')]() must return a MIME bundle, got ${inspect(bundle)}`,
    );
  return { 'text/plain': plainText(value), ...plainValues(bundle) };
}

/** Every option is stated: a default that changed with Node would change the notebooks. */
function plainText(value: unknown): string {
  const text = inspect(value, {
    depth: 4,
    colors: false,
    showHidden: false,
    customInspect: true,
    showProxy: false,
    maxArrayLength: 100,
    maxStringLength: 10_000,
    breakLength: 100,
    compact: 3,
    sorted: false,
    getters: false,
    numericSeparator: false,
  });
  return text.replace(BOOKKEEPING, '').replace(/^Promise \{\n {2}(.*)\n\}$/, 'Promise { $1 }');
}

function displayable(value: unknown): { [DISPLAY](): unknown } | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && typeof (value as Record<symbol, unknown>)[DISPLAY] === 'function'
    ? (value as { [DISPLAY](): unknown })
    : undefined;
}

/** Danfo's data frames and series and their subclasses, recognised without loading Danfo, which takes two seconds. */
function isFrame(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$data' in value && '$columns' in value;
}

/** A tensor, as far as can be told without loading the library; whether it is one, that knows. */
function isTensor(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'data' in value && 'shape' in value && 'dtype' in value
  );
}

/** What the library shows of a frame or a tensor; undefined when it cannot. */
function ofLibrary(value: unknown): ReturnType<typeof displayable> {
  try {
    const library = createRequire(join(root, 'package.json'))(root) as {
      displayableOf(value: unknown): unknown;
    };
    return displayable(library.displayableOf(value));
  } catch {
    return undefined;
  }
}
