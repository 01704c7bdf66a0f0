/** An image that a few bytes announce should not take all the memory. */
export const MAX_MEGAPIXELS = 100;

/** @throws Error for an image of no pixels, or of too many */
export function checkSize(height: number, width: number): void {
  if (height * width > 0 && height * width <= MAX_MEGAPIXELS * 1e6) return;
  throw new Error(`it says that it has ${height}×${width} pixels, of 1 to ${MAX_MEGAPIXELS} million`);
}
