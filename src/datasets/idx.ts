import { DatasetError } from '../core';

/** An IDX file of unsigned bytes, the format of MNIST: its shape and its bytes (a view, not a copy). */
export interface Idx {
  shape: readonly number[];
  data: Uint8Array;
}

/**
 * Reads an IDX file: two zero bytes, the type (8: unsigned bytes), the number of axes, each axis's length as a
 * big-endian 32-bit integer, the elements row by row.
 *
 * @throws {@link DatasetError} that says in what the bytes are no such file
 */
export function parseIdx(name: string, bytes: Uint8Array): Idx {
  const fail = (reason: string) =>
    new DatasetError(`${name}: not an IDX file of bytes: ${reason}`, 'content');
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8) {
    throw fail(`it begins with ${[...bytes.subarray(0, 4)].join(' ') || 'nothing'}, expected 0 0 8`);
  }
  const axes = bytes[3];
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw fail(`it ends inside the header, after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - start !== size) {
    throw fail(`the header promises ${size} elements [${shape.join(', ')}], ${bytes.length - start} follow`);
  }
  return { shape, data: bytes.subarray(start) };
}
