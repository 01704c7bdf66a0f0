import { DatasetError } from '../core';
import { nodeModule } from './node-module';

export interface UnpackLimits {
  /** Most entries that the archive may have. */
  entries: number;
  /** Most bytes that they may have together, unpacked. */
  bytes: number;
}

/**
 * The wanted files of a tar archive (plain or gzipped), in memory. Nothing is written, and the archive is
 * refused as a whole if any entry, wanted or not, is a link or a device, has an absolute path or `..` in it,
 * comes twice, or breaks a limit.
 *
 * @param what - what the errors call the archive
 * @returns path → bytes, for every path in `wanted`
 * @throws {@link DatasetError} that names the entry, or the wanted files which are not there
 */
export async function unpack(
  what: string,
  tarball: Uint8Array,
  wanted: readonly string[],
  limits: UnpackLimits,
): Promise<Map<string, Uint8Array>> {
  const { Parser } = nodeModule('tar');
  const files = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  const reading: Promise<void>[] = [];
  let bytes = 0;
  let refusal: DatasetError | undefined;
  const refuse = (reason: string) =>
    (refusal ??= new DatasetError(`${what} is refused: ${reason}`, 'content'));

  const parser = new Parser({ strict: true });
  const ended = new Promise<void>((resolve) => {
    parser.on('end', resolve);
    parser.on('error', (error: Error) => {
      refuse(error.message);
      resolve();
    });
  });
  parser.on('entry', (entry: import('tar').ReadEntry) => {
    bytes += entry.size;
    const problem = problemOf(entry.path, entry.type);
    if (problem) refuse(`'${entry.path}' ${problem}`);
    else if (seen.has(entry.path)) refuse(`'${entry.path}' comes twice`);
    else if (seen.size >= limits.entries) refuse(`it has more than ${limits.entries} entries`);
    else if (bytes > limits.bytes) refuse(`it unpacks to more than ${limits.bytes} bytes`);
    seen.add(entry.path);
    if (refusal || !wanted.includes(entry.path) || entry.type === 'Directory') entry.resume();
    else {
      const { path } = entry;
      reading.push(
        entry.concat().then(
          (content) => void files.set(path, content),
          (error: Error) => void refuse(error.message),
        ),
      );
    }
  });
  // In slices, so that a refusal stops the inflating too.
  const slice = 1 << 16;
  for (let at = 0; at < tarball.length && !refusal; at += slice) {
    parser.write(Buffer.from(tarball.subarray(at, at + slice)));
    await new Promise(setImmediate);
  }
  if (!refusal) {
    parser.end();
    await ended;
    if (!refusal) await Promise.all(reading);
  }
  if (refusal) throw refusal;
  const missing = wanted.filter((path) => !files.has(path));
  if (missing.length) throw new DatasetError(`${what} lacks ${missing.join(', ')}`, 'content');
  return files;
}

const PLAIN = ['File', 'OldFile', 'ContiguousFile', 'Directory'];

function problemOf(path: string, type: string): string | undefined {
  if (!PLAIN.includes(type)) return `is a ${type}, not a plain file`;
  if (/^([/\\]|[A-Za-z]:)/.test(path)) return 'is an absolute path';
  if (path.split(/[/\\]/).includes('..')) return "has '..' in its path";
  return undefined;
}
