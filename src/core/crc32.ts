const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/**
 * The checksum CRC-32 of ISO 3309, as in zip, PNG and Python's `zlib.crc32`: it finds every error that spans at most
 * 32 bits, and misses others with a chance of 2⁻³².
 *
 * @param before - that of the bytes which came before these
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let remainder = ~before;
  for (let i = 0; i < bytes.length; i++) {
    remainder = TABLE[(remainder ^ bytes[i]) & 255] ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}
