import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PNG } from 'pngjs';
import { rng } from 'softmax-lab';
import { withPalette } from '../scripts/render/palette-png';

const [width, height] = [200, 120];

function pngOf(colourAt: (x: number, y: number) => readonly number[]): Buffer {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = colourAt(x, y);
      png.data.set([red, green, blue, alpha], 4 * (y * width + x));
    }
  return PNG.sync.write(png);
}

const pixelsOf = (png: Buffer): Uint8Array => Uint8Array.from(PNG.sync.read(png).data);
const colours = (png: Buffer): number => {
  const data = Buffer.from(pixelsOf(png));
  return new Set(Array.from({ length: width * height }, (_, i) => data.readUInt32BE(4 * i))).size;
};

const random = rng(1);
const few = pngOf(() => [random.integer(200), 3, 7]);
/** As the edges of a plot are: paper, and thousands of blends of few colours. */
const blends = pngOf((_, y) =>
  y < 100 ? [255, 255, 255] : [200, 255 - random.integer(40), 255 - random.integer(80)],
);
const photograph = pngOf((x, y) => [x, 2 * y, random.integer(99)]);

describe('withPalette', () => {
  it('keeps each of up to 256 colours, in fewer bytes', () => {
    const smaller = withPalette(few);
    assert.deepEqual(pixelsOf(smaller), pixelsOf(few));
    assert.ok(smaller.length < few.length);
  });

  it('changes no colour of a plot by more than twenty levels, and the frequent ones not at all', () => {
    assert.ok(colours(blends) > 256);
    const smaller = withPalette(blends);
    assert.ok(colours(smaller) <= 256);
    const [before, after] = [pixelsOf(blends), pixelsOf(smaller)];
    assert.ok(Math.max(...before.map((level, i) => Math.abs(level - after[i]))) <= 20);
    assert.deepEqual([...after.subarray(0, 4)], [255, 255, 255, 255]);
  });

  it('gives a picture that has a palette back, byte for byte', () => {
    for (const png of [few, blends]) assert.deepEqual(withPalette(withPalette(png)), withPalette(png));
  });

  it('leaves a photograph and what is transparent as they are', () => {
    assert.equal(withPalette(photograph), photograph);
    const clear = pngOf((x) => [0, 0, 0, x]);
    assert.equal(withPalette(clear), clear);
  });

  it('writes a file whose checksums hold', () => {
    assert.doesNotThrow(() => PNG.sync.read(withPalette(few), { checkCRC: true }));
    const broken = Buffer.from(withPalette(few));
    broken[broken.length - 20] ^= 1;
    assert.throws(() => PNG.sync.read(broken, { checkCRC: true }));
  });
});
