import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { datasets } from 'softmax-lab';
import type { RemoteRecord } from '../../src/datasets/registry';

/** For tests of data that are large: why they are skipped, false where a notebook or the user has had them fetched. */
export function unlessCached({ name, package: from, version, files }: RemoteRecord): string | false {
  const folder = join(datasets.cacheDirectory(), `${from}-${version}`);
  const cached = files.every(({ path }) => existsSync(join(folder, basename(path))));
  return !cached && `not in the cache: npm run data -- ${name}`;
}
