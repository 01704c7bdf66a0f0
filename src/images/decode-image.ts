import { DatasetError, OptionError } from '../core';
import { describe } from '../core/checks';
import { nodeModule } from '../core/node-module';
import { typedArrayKind } from '../core/typed-array';
import { decodeJpeg } from './decode-jpeg';
import { decodePng } from './decode-png';
import type { Image } from './image';

/**
 * The pixels of a PNG or JPEG file, told apart by their first bytes. PNG: every kind, also interlaced; 16 bits a channel
 * are rounded to 8, what is transparent lies on white. JPEG: baseline and progressive, grey, colour and CMYK, within
 * 3 levels of libjpeg's, as which it interpolates colours that are stored at half the resolution.
 * Orientation (EXIF) and colour profiles are ignored, as Pillow does. The same bits on every machine. Needs Node.js, and the
 * package `pngjs` or `jpeg-js`, which the user installs.
 *
 * @param name - what errors call it, e.g. its path
 * @throws {@link DatasetError} that names it if it is neither, cut off, damaged, or of more than 100 million pixels
 * @example
 * const red = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
 * images.decodeImage(Buffer.from(red, 'base64')).pixels // Uint8Array [255, 0, 0]
 */
export function decodeImage(bytes: Uint8Array, name = 'image'): Image {
  if (typedArrayKind(bytes) !== 'Uint8Array') {
    throw new OptionError(
      `decodeImage: expected the bytes of a file in a Uint8Array, got ${describe(bytes)}`,
    );
  }
  const decode = DECODERS.find(({ signature }) => signature.every((byte, i) => bytes[i] === byte))?.decode;
  if (!decode) {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new DatasetError(`${name}: neither PNG nor JPEG (it begins with ${start || 'nothing'})`, 'content');
  }
  const load: typeof nodeModule = (module) => {
    try {
      return nodeModule(module);
    } catch (cause) {
      throw new DatasetError(
        `decodeImage: '${module}' can't be loaded; decoding needs Node.js and that package: npm install ${module}`,
        'environment',
        { cause },
      );
    }
  };
  try {
    return decode(bytes, load);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError(
      `${name}: can't be decoded; it is damaged, or of a kind that is not read (${(cause as Error).message})`,
      'content',
      { cause },
    );
  }
}

const DECODERS = [
  { signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], decode: decodePng },
  { signature: [0xff, 0xd8, 0xff], decode: decodeJpeg },
];
