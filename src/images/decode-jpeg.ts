import type { nodeModule } from '../core/node-module';
import { checkSize, MAX_MEGAPIXELS } from './check-size';
import type { Image } from './image';

/** @throws Error for a file that is cut off or damaged */
export function decodeJpeg(file: Uint8Array, load: typeof nodeModule): Image {
  const { height, width, isRgb } = readMarkers(file);
  checkSize(height, width);
  const { data } = load('jpeg-js').decode(file, {
    colorTransform: isRgb ? false : undefined,
    formatAsRGBA: false,
    tolerantDecoding: false,
    useTArray: true,
    maxResolutionInMP: MAX_MEGAPIXELS,
    maxMemoryUsageInMB: 4096,
  });
  return { pixels: data, height, width };
}

interface Markers {
  height: number;
  width: number;
  /** Adobe's segment says that the three channels are red, green and blue. */
  isRgb: boolean;
}

const END = 0xd9;
const ADOBE = 0xee;

/**
 * Goes through the segments to the end of the image: the decoder fills up with grey what was cut off.
 * @throws Error if there is no end
 */
function readMarkers(file: Uint8Array): Markers {
  const found: Markers = { height: 0, width: 0, isRgb: false };
  const uint16 = (at: number) => file[at] * 256 + file[at + 1];
  for (let at = 2; at + 1 < file.length;) {
    const marker = file[at + 1];
    // What is coded lies between segments; a 0xff in it is followed by 0, and filling by another.
    if (file[at] !== 0xff || marker === 0xff) at++;
    else if (marker === END) return found;
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (isFrame(marker)) [found.height, found.width] = [uint16(at + 5), uint16(at + 7)];
      if (marker === ADOBE && text(file, at + 4, 5) === 'Adobe') found.isRgb = file[at + 15] === 0;
      at += 2 + uint16(at + 2);
    }
  }
  throw new Error('it is cut off');
}

/** 0xc4, 0xc8 and 0xcc are tables and an extension. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
