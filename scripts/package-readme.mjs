// Before a package is packed, the README's links to what it does not ship are made to lead into the repository;
// afterwards (`--back`) they are again what a reader of the repository needs. Either way twice is as good as once.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'README.md');
const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const address = repository.url.replace(/^git\+|\.git$/g, '');

const readme = readFileSync(file, 'utf8');
const back = readme
  .replaceAll(`](${address}/raw/main/`, '](')
  .replaceAll(`](${address}/blob/main/`, '](')
  .replaceAll(`src="${address}/raw/main/`, 'src="');
const there = () =>
  back
    .replace(
      /(!?)(\[[^[\]]*\]\()(?![#/]|[a-z]+:)/g,
      (_, image, start) => `${image}${start}${address}/${image ? 'raw' : 'blob'}/main/`,
    )
    .replaceAll('src="figures/', `src="${address}/raw/main/figures/`);
writeFileSync(file, process.argv.includes('--back') ? back : there());
