const BLOCK = 512;

export interface ArchiveEntry {
  path: string;
  type: string;
  content: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  '\0': 'File',
  '0': 'File',
  '1': 'Link',
  '2': 'SymbolicLink',
  '3': 'CharacterDevice',
  '4': 'BlockDevice',
  '5': 'Directory',
  '6': 'FIFO',
  '7': 'File',
};

/**
 * The entries of a tar archive as npm and Python write them (POSIX: ustar, with pax headers for what does not fit).
 * @throws Error for what is no archive, damaged or cut off
 */
export function* readTar(archive: Uint8Array): Generator<ArchiveEntry> {
  /** What a pax header says of the entry after it. */
  let said = new Map<string, string>();
  for (let at = 0; ;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new Error('it is cut off');
    if (header.every((byte) => byte === 0)) return;
    if (!hasItsChecksum(header)) throw new Error('it is no tar archive, or damaged');
    const size = Number(said.get('size') ?? octal(header, 124, 12));
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('it has an entry of no size');
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new Error('it is cut off');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;

    const flag = String.fromCharCode(header[156]);
    if (flag === 'x') said = paxRecords(content);
    else if (flag !== 'g') {
      // A global header, 'g', has comments and times.
      yield {
        path: said.get('path') ?? pathOf(header),
        type: TYPES[flag] ?? `entry of type '${flag}'`,
        content,
      };
      said = new Map();
    }
  }
}

/** The sum of all bytes, those of the checksum itself taken as blanks. */
function hasItsChecksum(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return sum === octal(header, 148, 8);
}

function pathOf(header: Uint8Array): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 257, 6) === 'ustar' ? text(header, 345, 155) : ''; // GNU's "ustar  " has other fields there
  return prefix ? `${prefix}/${name}` : name;
}

/** Records `length key=value\n`, whose length counts all of it. */
function paxRecords(content: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length;) {
    const blank = content.indexOf(32, at);
    const end = at + Number(text(content, at, blank - at));
    if (blank < 0 || !(end > blank && end <= content.length)) throw new Error('it has a damaged pax header');
    const record = text(content, blank + 1, end - blank - 2);
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

function octal(header: Uint8Array, at: number, length: number): number {
  const digits = text(header, at, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
}

/** Up to the first NUL. */
function text(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
