import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/core/crc32';

/** An entry of an archive made for a test; nothing about it is checked. */
export interface ZipEntry {
  path: string;
  content?: string | Uint8Array;
  /** As Unix has it: 0o120000 is a link. */
  mode?: number;
  /** Not deflated. */
  stored?: boolean;
  /** What it says of its size, unpacked, if that is not true. */
  size?: number;
  encrypted?: boolean;
}

/** A zip archive of the entries, good or evil. */
export function zip(entries: readonly ZipEntry[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { path, content = '', mode = 0o100644, stored = false, size, encrypted = false } of entries) {
    const body = Buffer.from(content as string);
    const packed = stored ? body : deflateRawSync(body);
    const name = Buffer.from(path);
    // Flags (names are UTF-8), method, time, date, checksum, sizes, lengths of the name and of extra fields.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | Number(encrypted), 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size ?? body.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14); // comment's length, disk, attributes, where the entry is
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, packed);
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, ...directory, end, Buffer.from(comment)]);
}
