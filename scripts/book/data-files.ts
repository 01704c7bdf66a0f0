import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { datasets } from 'softmax-lab';
import { build, root } from '../lib/paths';

/** Fetched data sets that lie beside the book: those whose terms allow it and that are not large. */
const REMOTE = ['mnist', 'moby-dick', 'shakespeare', 'milton'];

/**
 * Lays what cells of a page may read beside the book, below `files/`: the packaged data sets, the notebooks' committed
 * runs, MNIST. Returns their paths.
 */
export async function writeDataFiles(out: string): Promise<string[]> {
  const written: string[] = [];
  const place = (path: string): string => {
    written.push(`files/${path}`);
    const to = join(out, 'files', path);
    mkdirSync(dirname(to), { recursive: true });
    return to;
  };
  for (const folder of ['data', 'notebooks/runs']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const path = `${folder}/${name.replaceAll('\\', '/')}`;
      if (/\.(?:csv|json|txt)$/.test(path)) copyFileSync(join(root, path), place(path));
    }
  }
  for (const name of REMOTE) {
    for (const { path, bytes } of await datasets.ensure(name)) {
      const file = `${relative(datasets.cacheDirectory(), path).replaceAll('\\', '/')}.gz`;
      copyFileSync(packed(file, bytes), place(`cache/${file}`));
    }
  }
  return written;
}

/** The file's gzip, made once. */
function packed(name: string, bytes: Uint8Array): string {
  const path = join(build, 'book-files', name);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzipSync(bytes, { level: 9 }));
  }
  return path;
}

/** Whether the text of a cell asks for something that no page has. */
export function isElsewhere(source: string): boolean {
  return /\bpython\.|'node:child_process'|\bdatasets\.(?!(?:mnist|mobyDick|shakespeare|milton)\b)(?:cifar|fashion|imagenet|squeezenet|movie|mslr|tang|wordBench|wordnet)\w*\(/.test(
    source,
  );
}
