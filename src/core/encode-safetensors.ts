import { crc32 } from './crc32';
import { OptionError } from './errors';
import type { NamedTensors } from './named-tensors';

const DTYPES = { float64: 'F64', float32: 'F32' } as const;

/** Where the digits of the checksum are in what {@link encodeSafetensors} writes. */
export const CHECKSUM_AT = 8 + '{"__metadata__":{"crc32":"'.length;
/** What stands there while the checksum is computed. */
export const NO_CHECKSUM = '00000000';

/**
 * The bytes of a safetensors file, which every framework reads; beside the given metadata it holds a checksum of
 * the whole file.
 *
 * Source: https://huggingface.co/docs/safetensors, Format
 */
export function encodeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  // The wider numbers first, so that all lie at multiples of their width.
  const sorted = Object.entries(tensors).sort(
    ([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT,
  );
  let header = `{"__metadata__":${JSON.stringify({ crc32: NO_CHECKSUM, ...metadata })}`;
  let end = 0;
  for (const [name, { data, shape, dtype }] of sorted) {
    if (name === '__metadata__') {
      throw new OptionError("safetensors: a tensor can't be named '__metadata__' in this format; rename it");
    }
    const begin = end;
    end += data.byteLength;
    const entry = { dtype: DTYPES[dtype], shape, data_offsets: [begin, end] };
    header += `,${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  }
  const text = new TextEncoder().encode(`${header}}`);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  bytes.fill(0x20, 8 + text.length, 8 + length);
  let at = 8 + length;
  for (const [, { data }] of sorted) {
    // Little-endian, as the format wants it and every machine that runs Node has it.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  bytes.set(new TextEncoder().encode(crc32(bytes).toString(16).padStart(8, '0')), CHECKSUM_AT);
  return bytes;
}
