import { OptionError, ShapeError } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';

/** A picture. */
export interface Image {
  /** `[height, width, channels]` of {0, …, 255}, row by row; of photographs red, green and blue. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Throws an {@link OptionError} unless it is a picture, a {@link ShapeError} unless it has as many pixels of three channels
 * as it says.
 */
export function checkImage(where: string, image: Image): void {
  const { pixels, height, width }: Partial<Image> = image ?? {};
  if (!(typedArrayKind(pixels) === 'Uint8Array' && Number.isInteger(height) && Number.isInteger(width))) {
    throw new OptionError(
      `${where}: expected an image { pixels, height, width } with pixels in a Uint8Array, got ${describe(image)}`,
    );
  }
  if (image.pixels.length === image.height * image.width * 3) return;
  throw new ShapeError(
    `${where}: ${height}×${width} pixels of 3 channels are ${image.height * image.width * 3} bytes, ` +
      `got ${image.pixels.length}`,
  );
}

/** 3 for red, green and blue, 1 for grey. */
export function channelsOf({ pixels, height, width }: Image): number {
  return pixels.length / (height * width);
}
