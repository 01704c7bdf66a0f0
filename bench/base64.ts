/** How arrays cross the line protocol: their bytes in this machine's order. */
export function base64(data: Float32Array | Int32Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}

/** Of a base64 text, in a buffer of its own (aligned). */
export function bytes(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer;
}
