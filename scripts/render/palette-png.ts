import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** What a palette may change of a pixel's red, green or blue: nobody sees it on the edge of a letter. */
const LARGEST_ERROR = 20;
/** And on the average of all pixels: most of a plot is paper, of a photograph none. */
const MEAN_ERROR = 1;
const MOST_COLOURS = 256;
/** Each of the most frequent colours is in the palette as it is. */
const EXACT_COLOURS = 64;

/**
 * A PNG with a palette of 256 colours in place of its thousands, most of which are blends on edges: a plot then takes a
 * third of the bytes. One that would change visibly, as photographs do, or have an opacity, comes back as it is.
 */
export function withPalette(png: Buffer): Buffer {
  const { data, width, height } = PNG.sync.read(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 255) return png;
    const colour = data.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const nearest = nearestColours(counts);
  if (nearest === undefined) return png;
  // In this order the same picture, given once more, stays as it is.
  const palette = [...new Set(nearest.values())].sort((a, b) => a - b);
  const indexOf = new Map(palette.map((colour, i) => [colour, i]));
  const rows = Buffer.alloc((width + 1) * height); // each row after the number of its filter, 0
  for (let i = 0; i < width * height; i++)
    rows[i + Math.floor(i / width) + 1] = indexOf.get(nearest.get(data.readUIntBE(4 * i, 3))!)!;
  const smaller = encode(width, height, palette, rows);
  return smaller.length < png.length ? smaller : png;
}

/** For each colour the nearest of at most 256 of them; `undefined` if some colour is too far from all. */
function nearestColours(counts: ReadonlyMap<number, number>): Map<number, number> | undefined {
  const colours = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
  const nearest = new Map<number, number>();
  const distances = new Float64Array(colours.length).fill(Infinity);
  for (let size = 0; size < Math.min(MOST_COLOURS, colours.length); size++) {
    // The farthest from those chosen comes next, so that the largest error becomes small.
    const next = colours[size < EXACT_COLOURS ? size : indexOfLargest(distances)];
    colours.forEach((colour, i) => {
      const distance = distanceOf(colour, next);
      if (distance >= distances[i]) return;
      distances[i] = distance;
      nearest.set(colour, next);
    });
  }
  const pixels = colours.reduce((sum, colour) => sum + counts.get(colour)!, 0);
  const errors = colours.reduce((sum, colour, i) => sum + counts.get(colour)! * distances[i], 0);
  const isVisible = distances[indexOfLargest(distances)] > LARGEST_ERROR || errors > MEAN_ERROR * pixels;
  return isVisible ? undefined : nearest;
}

function indexOfLargest(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}

/** Of two colours 0xrrggbb, the largest difference of red, green and blue. */
function distanceOf(a: number, b: number): number {
  const of = (shift: number): number => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255));
  return Math.max(of(16), of(8), of(0));
}

function encode(width: number, height: number, palette: readonly number[], rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // bits of an index; a palette
  const colours = Buffer.alloc(3 * palette.length);
  palette.forEach((colour, i) => colours.writeUIntBE(colour, 3 * i, 3));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(checksumOf(body));
  return Buffer.concat([length, body, sum]);
}

/** CRC-32, which `node:zlib` has since Node 20.15 only. */
function checksumOf(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
