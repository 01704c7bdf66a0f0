/** How images are kept that took long to read: `[N, size]` bytes, then the N labels. */
export function packImages(images: readonly Uint8Array[], labels: ArrayLike<number>): Uint8Array {
  const size = images.reduce((sum, { length }) => sum + length, 0);
  const file = new Uint8Array(size + labels.length);
  let at = 0;
  for (const some of images) {
    file.set(some, at);
    at += some.length;
  }
  file.set(labels, at);
  return file;
}

/** The first `count` images, by default all, of a file of {@link packImages}; each takes `size` bytes. */
export function unpackImages(
  file: Uint8Array,
  size: number,
  count = file.length / (size + 1),
): { pixels: Uint8Array; labels: Int32Array } {
  const start = file.length - file.length / (size + 1);
  return {
    pixels: firstOf(file, count * size),
    labels: Int32Array.from(file.subarray(start, start + count)),
  };
}

/** No copy of what is nearly the whole file, but a few bytes should not hold on to all of it. */
export function firstOf(file: Uint8Array, length: number): Uint8Array {
  const first = new Uint8Array(file.buffer, file.byteOffset, length);
  return 2 * length < file.length ? first.slice() : first;
}
