import { inspect } from 'node-inspect-extracted';
import { displayOf, INSPECTION, mayBeOfLibrary } from '../../kernel/shown-value';
import type { MimeBundle } from '../messages';

interface Library {
  displayableOf(value: unknown): unknown;
}

/** How the value of a cell's last expression is shown: as the notebooks' kernel does (kernel/result.ts). */
export async function bundleOf(value: unknown, library: Library): Promise<MimeBundle> {
  const display =
    displayOf(value) ?? (mayBeOfLibrary(value) ? displayOf(library.displayableOf(value)) : undefined);
  const text = { 'text/plain': inspect(value, INSPECTION) };
  return display ? { ...text, ...((await display()) as MimeBundle) } : text;
}
