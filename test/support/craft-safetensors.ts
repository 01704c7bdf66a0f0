import { crc32 } from '../../src/core/crc32';

interface Entry {
  dtype: unknown;
  shape: unknown;
  data_offsets: unknown;
}

export type Header = Record<string, Entry> & { __metadata__: Record<string, unknown> };

/** A safetensors file whose header (its text, if that is asked for) was changed, with the checksum it should have then. */
export function craft(file: Uint8Array, change: (header: Header) => void): Uint8Array {
  return craftText(file, (text) => {
    const header = JSON.parse(text) as Header;
    change(header);
    return JSON.stringify(header);
  });
}

export function craftText(file: Uint8Array, change: (text: string) => string): Uint8Array {
  const length = headerLength(file);
  const text = new TextEncoder().encode(change(new TextDecoder().decode(file.subarray(8, 8 + length))));
  return withChecksum(withHeader(text, file.subarray(8 + length)));
}

/** One whose data were changed. */
export function craftData(
  file: Uint8Array,
  tensor: string,
  change: (values: Float64Array) => void,
): Uint8Array {
  const copy = file.slice();
  const dataAt = 8 + headerLength(file);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, dataAt))) as Header;
  const [begin, end] = header[tensor].data_offsets as [number, number];
  const values = new Float64Array(copy.slice(dataAt + begin, dataAt + end).buffer);
  change(values);
  copy.set(new Uint8Array(values.buffer), dataAt + begin);
  return withChecksum(copy);
}

export function withHeader(header: Uint8Array, data: Uint8Array, length = BigInt(header.length)): Uint8Array {
  const file = new Uint8Array(8 + header.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length, true);
  file.set(header, 8);
  file.set(data, 8 + header.length);
  return file;
}

export function headerLength(file: Uint8Array): number {
  return Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
}

function withChecksum(file: Uint8Array): Uint8Array {
  const mark = '"crc32":"';
  const at = Buffer.from(file).indexOf(mark);
  if (at < 0) return file;
  const digits = (text: string) => file.set(Buffer.from(text), at + mark.length);
  digits('00000000');
  digits(crc32(file).toString(16).padStart(8, '0'));
  return file;
}
