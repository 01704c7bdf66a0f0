import { DatasetError } from '../core';
import { nodeModule } from './node-module';
import { readTar, type ArchiveEntry } from './read-tar';
import { readZip } from './read-zip';

export interface UnpackLimits {
  /** Most entries that the archive may have. */
  entries: number;
  /** Most bytes that they may have together, unpacked. */
  bytes: number;
}

/**
 * The wanted files of a gzipped tar archive or a zip archive, in memory. Nothing is written, and the archive is
 * refused as a whole if any entry, wanted or not, is a link or a device, has an absolute path or `..` in it,
 * comes twice, or breaks a limit.
 *
 * @param what - what the errors call the archive
 * @returns path → bytes, for every path in `wanted`
 * @throws {@link DatasetError} that names the entry, or the wanted files which are not there
 */
export async function unpack(
  what: string,
  archive: Uint8Array,
  wanted: readonly string[],
  limits: UnpackLimits,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  let bytes = 0;
  try {
    for await (const entry of entriesOf(archive, limits, wanted)) {
      const { path, type, size, content } = entry;
      const problem = problemOf(entry);
      if (problem) throw new Error(`'${path}' ${problem}`);
      if (seen.has(path)) throw new Error(`'${path}' comes twice`);
      seen.add(path);
      bytes += size;
      if (seen.size > limits.entries) throw new Error(`it has more than ${limits.entries} entries`);
      if (bytes > limits.bytes) throw tooLarge(limits);
      if (type === 'File' && wanted.includes(path)) files.set(path, content);
    }
  } catch (error) {
    throw new DatasetError(`${what} is refused: ${(error as Error).message}`, 'content');
  }
  const missing = wanted.filter((path) => !files.has(path));
  if (missing.length) throw new DatasetError(`${what} lacks ${missing.join(', ')}`, 'content');
  return files;
}

function entriesOf(
  archive: Uint8Array,
  limits: UnpackLimits,
  wanted: readonly string[],
): Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry> {
  const isZip = archive[0] === 0x50 && archive[1] === 0x4b; // PK
  if (isZip) return readZip(archive, limits.bytes);
  return inflated(archive, limits, wanted);
}

async function* inflated(
  tarball: Uint8Array,
  limits: UnpackLimits,
  wanted: readonly string[],
): AsyncGenerator<ArchiveEntry> {
  const gunzip = nodeModule('node:zlib').createGunzip({ chunkSize: 1 << 18 });
  gunzip.end(tarball);
  try {
    yield* readTar(gunzip, limits.bytes, (path) => wanted.includes(path));
  } finally {
    gunzip.destroy();
  }
}

function tooLarge({ bytes }: UnpackLimits): Error {
  return new Error(`it unpacks to more than ${bytes} bytes`);
}

function problemOf({ path, type }: ArchiveEntry): string | undefined {
  if (type !== 'File' && type !== 'Directory') return `is a ${type}, not a plain file`;
  if (/^([/\\]|[A-Za-z]:)/.test(path)) return 'is an absolute path';
  if (path.split(/[/\\]/).includes('..')) return "has '..' in its path";
  return undefined;
}
