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

/** What an entry takes in an archive beside its content: its header, a pax header with its own, and what fills blocks. */
const OVERHEAD = 4 * 512;

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
    for (const entry of await entriesOf(archive, limits)) {
      const { path, type, content } = entry;
      const problem = problemOf(entry);
      if (problem) throw new Error(`'${path}' ${problem}`);
      if (seen.has(path)) throw new Error(`'${path}' comes twice`);
      seen.add(path);
      bytes += content.length;
      if (seen.size > limits.entries) throw new Error(`it has more than ${limits.entries} entries`);
      if (bytes > limits.bytes) throw tooLarge(limits);
      if (type === 'File' && wanted.includes(path)) files.set(path, content.slice());
    }
  } catch (error) {
    throw new DatasetError(`${what} is refused: ${(error as Error).message}`, 'content');
  }
  const missing = wanted.filter((path) => !files.has(path));
  if (missing.length) throw new DatasetError(`${what} lacks ${missing.join(', ')}`, 'content');
  return files;
}

async function entriesOf(archive: Uint8Array, limits: UnpackLimits): Promise<Iterable<ArchiveEntry>> {
  const isZip = archive[0] === 0x50 && archive[1] === 0x4b; // PK
  return isZip ? readZip(archive, limits.bytes) : readTar(await inflate(archive, limits));
}

function inflate(tarball: Uint8Array, limits: UnpackLimits): Promise<Uint8Array> {
  const maxOutputLength = limits.bytes + (limits.entries + 20) * OVERHEAD;
  const { gunzip } = nodeModule('node:zlib');
  return new Promise((resolve, reject) => {
    gunzip(tarball, { maxOutputLength }, (error: NodeJS.ErrnoException | null, archive) => {
      if (error) reject(error.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limits) : error);
      else resolve(archive);
    });
  });
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
