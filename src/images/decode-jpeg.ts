import type { nodeModule } from '../core/node-module';
import { checkSize, MAX_MEGAPIXELS } from './check-size';
import type { Image } from './image';
import { interpolateColours } from './interpolate-colours';
import { yccToRgb } from './ycc-to-rgb';

/** @throws Error for a file that is cut off or damaged */
export function decodeJpeg(file: Uint8Array, load: typeof nodeModule): Image {
  const { height, width, sampling, isRgb, adobe } = readMarkers(file);
  checkSize(height, width);
  // The decoder's own conversion of colours repeats those that are stored at half the resolution, and rounds down.
  const isYcc = sampling.length === 3 && !isRgb;
  const { data } = load('jpeg-js').decode(isYcc ? without(file, adobe) : file, {
    colorTransform: isRgb || isYcc ? false : undefined,
    formatAsRGBA: false,
    tolerantDecoding: false,
    useTArray: true,
    maxResolutionInMP: MAX_MEGAPIXELS,
    maxMemoryUsageInMB: 4096,
  });
  if (isYcc) {
    const shape = sampling.map((densities) => densities.toString(16)).join(' ');
    if (shape === '22 11 11' || shape === '21 11 11') {
      interpolateColours(data, height, width, shape === '22 11 11');
    }
    yccToRgb(data);
  }
  return { pixels: data, height, width };
}

function without(file: Uint8Array, { from, to }: Markers['adobe']): Uint8Array {
  if (to === 0) return file;
  const rest = new Uint8Array(file.length - (to - from));
  rest.set(file.subarray(0, from));
  rest.set(file.subarray(to), from);
  return rest;
}

interface Markers {
  height: number;
  width: number;
  /** How densely each channel is stored: 16 times across plus down, in parts of the densest. */
  sampling: number[];
  /** Adobe's segment says that the three channels are red, green and blue. */
  isRgb: boolean;
  /** Where that segment lies; it ends at 0 if there is none. */
  adobe: { from: number; to: number };
}

const END = 0xd9;
const ADOBE = 0xee;

/**
 * Goes through the segments to the end of the image: the decoder fills up with grey what was cut off.
 * @throws Error if there is no end
 */
function readMarkers(file: Uint8Array): Markers {
  const found: Markers = { height: 0, width: 0, sampling: [], isRgb: false, adobe: { from: 0, to: 0 } };
  const uint16 = (at: number) => file[at] * 256 + file[at + 1];
  for (let at = 2; at + 1 < file.length;) {
    const marker = file[at + 1];
    // What is coded lies between segments; a 0xff in it is followed by 0, and filling by another.
    if (file[at] !== 0xff || marker === 0xff) at++;
    else if (marker === END) return found;
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (isFrame(marker)) {
        [found.height, found.width] = [uint16(at + 5), uint16(at + 7)];
        found.sampling = Array.from({ length: file[at + 9] }, (_, i) => file[at + 11 + 3 * i]);
      }
      if (marker === ADOBE && text(file, at + 4, 5) === 'Adobe') {
        found.isRgb = file[at + 15] === 0;
        found.adobe = { from: at, to: at + 2 + uint16(at + 2) };
      }
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
