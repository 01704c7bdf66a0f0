import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { centreCrop } from './centre-crop';
import { crop } from './crop';

/** Each pixel says where it is. */
function grid(height: number, width: number) {
  const pixels = Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [Math.floor(pixel / width), pixel % width, 7][i % 3];
  });
  return { pixels, height, width };
}

const cornersOf = ({ pixels }: { pixels: Uint8Array }) => [[...pixels.subarray(0, 3)], [...pixels.subarray(-3)]]; // prettier-ignore

describe('crop', () => {
  it('takes a rectangle, copied', () => {
    const image = grid(4, 5);
    const part = crop(image, { top: 1, left: 2, height: 3, width: 2 });
    assert.deepEqual([part.height, part.width, part.pixels.length], [3, 2, 18]);
    assert.deepEqual(cornersOf(part), [[1, 2, 7], [3, 3, 7]]); // prettier-ignore
    part.pixels.fill(0);
    assert.deepEqual(image, grid(4, 5));
    assert.deepEqual(crop(image, { top: 0, left: 0, height: 4, width: 5 }), image);
  });

  it('refuses what lies outside', () => {
    const outside = { top: 2, left: 0, height: 3, width: 5 };
    assert.throws(() => crop(grid(4, 5), outside), {
      name: 'OptionError',
      message: 'crop: rows 2 to 4 and columns 0 to 4 should lie in the image, which has 4×5 pixels',
    });
    assert.throws(() => crop(grid(4, 5), { ...outside, top: -1 }), /crop: top should be a non-negative/);
    assert.throws(() => crop(grid(4, 5), { ...outside, width: 0 }), /crop: width should be a positive/);
  });
});

describe('centreCrop', () => {
  it('takes the middle, and of an odd remainder the part before', () => {
    assert.deepEqual(cornersOf(centreCrop(grid(6, 8), { height: 2, width: 4 })), [[2, 2, 7], [3, 5, 7]]); // prettier-ignore
    assert.deepEqual(cornersOf(centreCrop(grid(5, 4), { height: 2, width: 1 })), [[1, 1, 7], [2, 1, 7]]); // prettier-ignore
  });

  it('refuses an image that is smaller', () => {
    assert.throws(() => centreCrop(grid(5, 4), { height: 5, width: 5 }), {
      name: 'OptionError',
      message: "centreCrop: 5×5 pixels can't be cut out of 5×4; resize the image first",
    });
  });
});
