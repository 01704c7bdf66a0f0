import { crc32 } from '../core/crc32';
import { nodeModule } from './node-module';
import type { ArchiveEntry } from './read-tar';

const END = { signature: 0x06054b50, bytes: 22 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };

/** Kinds of files in the mode that Unix gives them. */
const MODES: Readonly<Record<number, string>> = {
  0x0000: 'File',
  0x8000: 'File',
  0x4000: 'Directory',
  0xa000: 'SymbolicLink',
};

/**
 * The entries of a zip archive as Python writes them: stored or deflated, below 4 GB. What lies between them is not looked at.
 *
 * @param limit - most bytes that one entry may have, unpacked
 * @throws Error for what is no archive, damaged or cut off
 */
export function* readZip(archive: Uint8Array, limit: number): Generator<ArchiveEntry> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endOf(view);
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < entries; i++) {
    expect(view, at, CENTRAL);
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [checksum, packed, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true));
    const [nameLength, ...others] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + CENTRAL.bytes + nameLength + others[0] + others[1];
    if (next > end) throw new Error('it is cut off');
    const path = decode(archive.subarray(at + CENTRAL.bytes, at + CENTRAL.bytes + nameLength));
    if (flags & 1) throw new Error(`'${path}' is encrypted`);
    if (size > limit) throw new Error(`'${path}' unpacks to more than ${limit} bytes`);

    const local = view.getUint32(at + 42, true);
    expect(view, local, LOCAL);
    const from = local + LOCAL.bytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + packed > archive.length) throw new Error('it is cut off');
    const content = unpacked(path, archive.subarray(from, from + packed), method, size);
    if (crc32(content) !== checksum) throw new Error(`'${path}' is damaged: its checksum is another`);
    const mode = (view.getUint32(at + 38, true) >>> 16) & 0xf000;
    const type = path.endsWith('/') ? 'Directory' : (MODES[mode] ?? `file of mode ${mode.toString(8)}`);
    yield { path, type, size, content };
    at = next;
  }
  if (at !== end) throw new Error('it is no zip archive, or damaged');
}

/** Where the record is that the archive ends with; a comment may follow it. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - END.bytes; at >= Math.max(0, view.byteLength - END.bytes - 0xffff); at--) {
    if (view.getUint32(at, true) !== END.signature) continue;
    if (at + END.bytes + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new Error('it is no zip archive, or cut off');
}

function expect(
  view: DataView,
  at: number,
  { signature, bytes }: { signature: number; bytes: number },
): void {
  if (at + bytes <= view.byteLength && view.getUint32(at, true) === signature) return;
  throw new Error('it is no zip archive, or damaged');
}

function unpacked(path: string, content: Uint8Array, method: number, size: number): Uint8Array {
  if (method !== 0 && method !== 8) throw new Error(`'${path}' is packed by a method other than deflate`);
  const { inflateRawSync } = nodeModule('node:zlib');
  const bytes =
    method === 0 ? content.slice() : inflateRawSync(content, { maxOutputLength: Math.max(size, 1) });
  if (bytes.length === size) return bytes;
  throw new Error(`'${path}' is damaged: it has ${bytes.length} bytes, expected ${size}`);
}

function decode(name: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(name);
}
