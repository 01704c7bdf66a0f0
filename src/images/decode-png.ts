import type { nodeModule } from '../core/node-module';
import { checkSize } from './check-size';
import type { Image } from './image';

/** @throws Error for a file that is cut off or damaged */
export function decodePng(file: Uint8Array, load: typeof nodeModule): Image {
  const header = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 24) throw new Error('it is cut off');
  checkSize(header.getUint32(20), header.getUint32(16));
  const { height, width, data } = load('pngjs').PNG.sync.read(
    Buffer.from(file.buffer, file.byteOffset, file.byteLength),
  );
  const pixels = new Uint8Array(height * width * 3);
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    const alpha = data[from + 3];
    for (let channel = 0; channel < 3; channel++) {
      pixels[to + channel] =
        alpha === 255
          ? data[from + channel]
          : Math.round((data[from + channel] * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { pixels, height, width };
}
