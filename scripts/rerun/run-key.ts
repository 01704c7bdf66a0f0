import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../lib/paths';
import { textOf, type Notebook } from './notebook';

/** A hash of all that a run depends on: cells, parameters, library, kernel, data, packages and Node. */
export function runKey(notebook: Notebook, parameters: string | undefined): string {
  const hash = createHash('sha256');
  for (const { cell_type, source, metadata } of notebook.cells)
    hash.update(JSON.stringify([cell_type, textOf(source), metadata.tags]));
  hash.update(`${parameters}\0${process.version}\0${libraryHash()}`);
  return hash.digest('hex');
}

let library: string | undefined;

function libraryHash(): string {
  if (library === undefined) {
    const hash = createHash('sha256');
    const files = [
      ...filesBelow(join(root, 'src')),
      ...filesBelow(join(root, 'data')),
      ...filesBelow(join(root, 'notebooks', 'runs')),
      ...filesBelow(join(root, 'scripts')),
      join(root, 'package-lock.json'),
      join(root, 'constraints.txt'),
    ];
    for (const file of files) hash.update(relative(root, file)).update(readFileSync(file));
    library = hash.digest('hex');
  }
  return library;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}
