import { OptionError, ShapeError } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';

/** Bytes of a picture, row by row, the channels of a pixel side by side. */
export interface Image {
  /** `[height, width, channels]`: three channels, red, green and blue, unless a function takes grey ones too. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** 3 for red, green and blue, 1 for grey. */
export function channelsOf({ pixels, height, width }: Image): number {
  return pixels.length / (height * width);
}

/** Throws an {@link OptionError} unless it is an image, a {@link ShapeError} unless it has as many pixels as it says. */
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
