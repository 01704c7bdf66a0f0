import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../../src/images';

type Filter = 'bilinear' | 'bicubic';

interface Recorded {
  height: number;
  width: number;
  decoded: Record<string, { file: string; pixels: string }>;
  resized: (Record<Filter, string> & {
    image: Image & { pixels: string };
    size: { height: number; width: number };
  })[];
}

const path = join(__dirname, '../images/pillow.json');
const { height, width, decoded, resized } = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** Image files, and what Pillow decodes them to. */
export const DECODED: readonly { name: string; file: Uint8Array; image: Image }[] = Object.entries(
  decoded,
).map(([name, { file, pixels }]) => ({
  name,
  file: bytesOf(file),
  image: { height, width, pixels: bytesOf(pixels) },
}));

/** Images, and what Pillow resizes them to. */
export const RESIZED: readonly { image: Image; filter: Filter; expected: Image }[] = resized.flatMap((each) =>
  (['bilinear', 'bicubic'] as const).map((filter) => ({
    image: { ...each.image, pixels: bytesOf(each.image.pixels) },
    filter,
    expected: { ...each.size, pixels: bytesOf(each[filter]) },
  })),
);
