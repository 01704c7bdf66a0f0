/**
 * Turns brightness and two channels of colour (YCbCr of JFIF) into red, green and blue, rounded as libjpeg does it.
 * @param pixels - `[height, width, 3]`, changed in place
 */
export function yccToRgb(pixels: Uint8Array): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    const [y, blue, red] = [pixels[i], pixels[i + 1] - 128, pixels[i + 2] - 128];
    clamped[i] = y + ((91881 * red + 32768) >> 16);
    clamped[i + 1] = y + ((-22554 * blue - 46802 * red + 32768) >> 16);
    clamped[i + 2] = y + ((116130 * blue + 32768) >> 16);
  }
}
