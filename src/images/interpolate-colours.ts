/**
 * Smooths the colours of an image whose JPEG file stores them at half the width, or half the width and height, as libjpeg
 * does: each pixel's are three quarters of the nearest stored ones and one quarter of the next, in both directions.
 *
 * @param pixels - `[height, width, 3]`: brightness and two channels of colour, every stored one repeated; changed in place
 * @param tall - whether the height is halved too
 */
export function interpolateColours(pixels: Uint8Array, height: number, width: number, tall: boolean): void {
  const columns = Math.ceil(width / 2);
  if (columns <= 2) return; // as there
  const down = tall ? 2 : 1;
  const rows = Math.ceil(height / down);
  for (const channel of [1, 2]) {
    const stored = new Uint8Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        stored[i * columns + j] = pixels[(i * down * width + j * 2) * 3 + channel];
      }
    }
    const sums = new Int32Array(columns);
    for (let y = 0; y < height; y++) {
      const row = Math.floor(y / down);
      const next = Math.min(Math.max(row + (y % 2 === 0 ? -1 : 1), 0), rows - 1);
      for (let j = 0; j < columns; j++) {
        const own = stored[row * columns + j];
        sums[j] = tall ? 3 * own + stored[next * columns + j] : own;
      }
      // Sums of 4 or 16; they are rounded up and down in turn.
      const [bits, up, lower] = tall ? [4, 8, 7] : [2, 1, 2];
      for (let x = 0; x < width; x++) {
        const j = x >> 1;
        const beside = x % 2 === 0 ? Math.max(j - 1, 0) : Math.min(j + 1, columns - 1);
        const sum = 3 * sums[j] + sums[beside] + (x % 2 === 0 ? up : lower);
        pixels[(y * width + x) * 3 + channel] = sum >> bits;
      }
    }
  }
}
