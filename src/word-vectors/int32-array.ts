import { float32Array } from '../wasm';

/** In the memory of the kernels, so that no call copies it. */
export function int32Array(length: number): Int32Array {
  const { buffer, byteOffset } = float32Array(length);
  return new Int32Array(buffer, byteOffset, length);
}
