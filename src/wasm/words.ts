/** An array's bytes as words of four, which `borrow` takes; copying them keeps every bit. */
export function words(data: Int32Array | Float64Array): Float32Array {
  return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
}
