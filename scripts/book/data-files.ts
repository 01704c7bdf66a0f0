import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { datasets } from 'softmax-lab';
import { build, root } from '../lib/paths';

/** Fetched data sets that lie beside the book: their terms allow it, and a chapter runs whole by them. */
const FETCHED = ['mnist', 'fashion-mnist', 'moby-dick', 'shakespeare', 'milton', 'tang-poems'];

/** Large files lie there in pieces, for hosts that take none: bytes of one before it is packed. */
const PIECE = 1 << 24;

/** Whether cells of a page can load the fetched data set. */
export function isBesideTheBook(name: string): boolean {
  return FETCHED.includes(name);
}

/**
 * Lays what cells of a page may read beside the book, below `files/`: the packaged data sets, the notebooks' committed
 * runs and their programs, the fetched data sets that may lie there. Returns their paths.
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
      const isRead = folder === 'data' ? path.endsWith('.csv') : /\.(?:csv|json|py|ts)$/.test(path);
      if (isRead) copyFileSync(join(root, path), place(path));
    }
  }
  for (const name of FETCHED) {
    for (const { path, bytes } of await datasets.ensure(name)) {
      const file = relative(datasets.cacheDirectory(), path).replaceAll('\\', '/');
      for (let i = 0; i * PIECE < bytes.length; i++) {
        const piece = `${file}.${i}.gz`;
        copyFileSync(packed(piece, bytes.subarray(i * PIECE, (i + 1) * PIECE)), place(`cache/${piece}`));
      }
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
