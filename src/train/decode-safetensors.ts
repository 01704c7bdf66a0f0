import { OptionError, formatShape, type NamedTensors, type Tensor } from '../core';
import { describe } from '../core/checks';
import { crc32 } from '../core/crc32';
import { CHECKSUM_AT, NO_CHECKSUM } from '../core/encode-safetensors';

export interface Decoded {
  tensors: NamedTensors;
  metadata: Readonly<Record<string, string>>;
}

/**
 * Reads the bytes of a safetensors file, of any origin. Where it holds our checksum, every bit is compared.
 *
 * @throws {@link OptionError} that says what is wrong with bytes that are no whole file of this format
 */
export function decodeSafetensors(where: string, file: Uint8Array): Decoded {
  // By its tag: bytes may come from another realm, and a Buffer is one too.
  if (Object.prototype.toString.call(file) !== '[object Uint8Array]') {
    throw new OptionError(
      `${where}: expected the bytes of a safetensors file (a Uint8Array), got ${describe(file)}`,
    );
  }
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength); // the slice of a Buffer is no copy
  const refuse = (what: string): never => {
    throw new OptionError(`${where}: these ${bytes.length} bytes are no whole safetensors file: ${what}`);
  };
  if (bytes.length < 8) refuse('they end before the length of the header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const dataAt = 8 + headerLength;
  if (dataAt > bytes.length) refuse(`the header should have ${headerLength} bytes`);
  const [header, names] = parseHeader(bytes.slice(8, dataAt), refuse);

  let metadata: Decoded['metadata'] = {};
  const tensors: [name: string, begin: number, end: number, tensor: Tensor][] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (!isRecord(entry)) refuse(`'${name}' of the header should be an object`);
    if (name === '__metadata__') {
      const odd = Object.entries(entry as object).find(([, value]) => typeof value !== 'string');
      if (odd) refuse(`'${odd[0]}' of the metadata should be a string`);
      metadata = entry as Decoded['metadata'];
      continue;
    }
    const [begin, end, shape, dtype] = checkEntry(name, entry as object, bytes.length - dataAt, refuse);
    const { buffer } = bytes.slice(dataAt + begin, dataAt + end); // a copy lies aligned
    const data = dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
    tensors.push([name, begin, end, { data, shape, dtype }]);
  }
  const told =
    Object.keys(header).length +
    Object.values(header).flatMap((entry) => Object.keys(entry as object)).length;
  if (names !== told) refuse('the header has a name twice');
  let covered = 0;
  for (const [name, begin, end] of tensors.sort((a, b) => a[1] - b[1] || a[2] - b[2])) {
    if (begin !== covered) refuse(`'${name}' begins at ${begin}, the one before it ends at ${covered}`);
    covered = end;
  }
  if (covered !== bytes.length - dataAt)
    refuse(`the tensors end at ${covered}, the data at ${bytes.length - dataAt}`);
  const checksum = metadata.crc32;
  if (checksum !== undefined && checksum !== checksumOf(bytes)) {
    refuse(`the checksum is ${checksumOf(bytes)}, it was ${checksum}: something has changed in them`);
  }
  return { tensors: Object.fromEntries(tensors.map(([name, , , x]) => [name, x])), metadata };
}

type Refuse = (what: string) => never;

/** The header, and how many names it has, for of two values of one name `JSON.parse` takes the last. */
function parseHeader(bytes: Uint8Array, refuse: Refuse): [header: Record<string, unknown>, names: number] {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    return refuse('the header is no JSON in UTF-8');
  }
  if (!isRecord(header)) return refuse('the header should be a JSON object');
  const strings = [...text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)];
  return [header, strings.filter(([, colon]) => colon !== undefined).length];
}

function checkEntry(
  name: string,
  entry: { dtype?: unknown; shape?: unknown; data_offsets?: unknown },
  dataLength: number,
  refuse: Refuse,
): [begin: number, end: number, shape: number[], dtype: Tensor['dtype']] {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (Object.keys(entry).sort().join() !== 'data_offsets,dtype,shape') {
    refuse(`'${name}' should have dtype, shape and data_offsets, got ${Object.keys(entry).join(', ')}`);
  }
  if (dtype !== 'F32' && dtype !== 'F64') {
    refuse(`'${name}' has dtype ${describe(dtype)}; F32 and F64 can be read, convert it`);
  }
  if (!isCounts(shape)) return refuse(`'${name}' should have a shape of non-negative integers`);
  if (!isCounts(offsets) || offsets.length !== 2) return refuse(`'${name}' should have two data_offsets`);
  const [begin, end] = offsets;
  const size = shape.reduce((product, length) => product * length, dtype === 'F32' ? 4 : 8);
  if (begin > end || end > dataLength || end - begin !== size) {
    const got = `${begin} to ${end} of ${dataLength}`;
    refuse(`'${name}' of shape ${formatShape(shape)} takes ${size} bytes, its offsets are ${got}`);
  }
  return [begin, end, shape, dtype === 'F32' ? 'float32' : 'float64'];
}

function checksumOf(bytes: Uint8Array): string {
  const digits = new TextEncoder().encode(NO_CHECKSUM);
  const before = crc32(digits, crc32(bytes.subarray(0, CHECKSUM_AT)));
  return crc32(bytes.subarray(CHECKSUM_AT + digits.length), before)
    .toString(16)
    .padStart(8, '0');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
