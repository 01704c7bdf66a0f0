import { DatasetError } from '../core';
import { nodeModule } from './node-module';
import type { PackagedRecord } from './registry';
import { sha256 } from './sha256';

/** Where a packaged data set's file lies: `src/datasets/` and `dist/datasets/` are equally deep. */
export function packagedPath(record: PackagedRecord): string {
  return nodeModule('node:path').join(__dirname, '..', '..', record.file.path);
}

/**
 * The bytes of a data set that lies in this package.
 *
 * @throws {@link DatasetError} if the file is missing or not the one that was committed
 */
export function readPackagedFile(record: PackagedRecord, path = packagedPath(record)): Uint8Array {
  const remedy = `restore ${record.file.path} (git checkout -- ${record.file.path}, or install softmax-lab anew)`;
  let bytes: Uint8Array;
  try {
    bytes = nodeModule('node:fs').readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DatasetError(`${record.name}: can't read ${path} (${code}); ${remedy}`, 'content', { cause });
  }
  const found = sha256(bytes);
  if (found !== record.file.sha256) {
    throw new DatasetError(
      `${record.name}: ${path} was changed: its SHA-256 is ${found}, expected ${record.file.sha256}; ${remedy}`,
      'content',
    );
  }
  return bytes;
}
