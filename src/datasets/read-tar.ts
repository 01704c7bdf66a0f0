const BLOCK = 512;
/** Most bytes of a pax header, and of what follows the end (tar fills up to ten thousand). */
const MAX_EXTRA = 1 << 20;

export interface ArchiveEntry {
  path: string;
  type: string;
  /** Bytes of its content. */
  size: number;
  /** Without those of a file that nobody wants. */
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
 * The entries of a tar archive as npm and Python write them (POSIX: ustar, with pax headers for what does not fit), as it comes
 * in: only the content of wanted files is kept in memory.
 *
 * @param limit - most bytes that one entry may have
 * @throws Error for what is no archive, damaged or cut off
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  isWanted: (path: string) => boolean,
): AsyncGenerator<ArchiveEntry> {
  const { read, skip, readToEnd } = readerOf(chunks);
  /** What a pax header says of the entry after it. */
  let said = new Map<string, string>();
  for (;;) {
    const header = await read(BLOCK);
    if (header.every((byte) => byte === 0)) return readToEnd(MAX_EXTRA); // or a checksum behind it would not be seen
    if (!hasItsChecksum(header)) throw new Error('it is no tar archive, or damaged');
    const size = Number(said.get('size') ?? octal(header, 124, 12));
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('it has an entry of no size');

    const flag = String.fromCharCode(header[156]);
    const isPax = flag === 'x';
    const path = said.get('path') ?? pathOf(header);
    if (size > (isPax ? MAX_EXTRA : limit)) throw new Error(`'${path}' unpacks to more than ${limit} bytes`);
    const isKept = isPax || isWanted(path);
    const content = isKept ? await read(size) : new Uint8Array(0);
    await skip((isKept ? 0 : size) + ((BLOCK - (size % BLOCK)) % BLOCK));

    if (isPax) said = paxRecords(content);
    else if (flag !== 'g') {
      // A global header, 'g', has comments and times.
      yield { path, type: TYPES[flag] ?? `entry of type '${flag}'`, size, content };
      said = new Map();
    }
  }
}

/** Takes what comes in chunks by lengths. */
function readerOf(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk = new Uint8Array(0);

  /** Whether there is more. */
  async function advance(): Promise<boolean> {
    const next = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
    chunk = next.done ? new Uint8Array(0) : next.value;
    return !next.done;
  }

  async function take(length: number, onPart: (part: Uint8Array, at: number) => void): Promise<void> {
    for (let at = 0; at < length;) {
      if (chunk.length === 0 && !(await advance())) throw new Error('it is cut off');
      const part = chunk.subarray(0, length - at);
      onPart(part, at);
      chunk = chunk.subarray(part.length);
      at += part.length;
    }
  }
  return {
    read: async (length: number) => {
      const bytes = new Uint8Array(length);
      await take(length, (part, at) => bytes.set(part, at));
      return bytes;
    },
    skip: (length: number) => take(length, () => undefined),
    readToEnd: async (most: number) => {
      let bytes = chunk.length;
      while (await advance()) {
        bytes += chunk.length;
        if (bytes > most) throw new Error('it goes on after its end');
      }
    },
  };
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
