import { inspect } from 'node-inspect-extracted';
import type { MimeBundle } from '../messages';

const DISPLAY = Symbol.for('Jupyter.display');

interface Library {
  displayableOf(value: unknown): unknown;
}

/** How the value of a cell's last expression is shown: as the notebooks' kernel does (kernel/result.ts). */
export async function bundleOf(value: unknown, library: Library): Promise<MimeBundle> {
  const own =
    displayable(value) ?? (mayBeOfLibrary(value) ? displayable(library.displayableOf(value)) : undefined);
  const text = { 'text/plain': plainText(value) };
  return own ? { ...text, ...((await own[DISPLAY]()) as MimeBundle) } : text;
}

/** What `console.log` and the value of a cell look like in Node. */
export function plainText(value: unknown): string {
  return inspect(value, {
    depth: 4,
    colors: false,
    maxArrayLength: 100,
    maxStringLength: 10_000,
    breakLength: 100,
    compact: 3,
  });
}

function displayable(value: unknown): { [DISPLAY](): unknown } | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && typeof (value as Record<symbol, unknown>)[DISPLAY] === 'function'
    ? (value as { [DISPLAY](): unknown })
    : undefined;
}

/** A data frame or a tensor. */
function mayBeOfLibrary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    ('$data' in value && '$columns' in value) || ('data' in value && 'shape' in value && 'dtype' in value)
  );
}
