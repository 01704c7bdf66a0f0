import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DECODED } from '../../test/support/pillow-images';
import { decodeImage } from './decode-image';

const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });
const fileOf = (wanted: string) => DECODED.find(({ name }) => name === wanted)!.file;
const PNG = DECODED.filter(({ name }) => name.endsWith('png'));
const JPEG = DECODED.filter(({ name }) => name.endsWith('jpg'));

describe('decodeImage', () => {
  for (const { name, file, image } of PNG) {
    it(`gives the pixels that Pillow gives: ${name}`, () => {
      assert.deepEqual(decodeImage(file, name), image);
    });
  }

  for (const { name, file, image } of JPEG) {
    it(`gives nearly the pixels that Pillow gives: ${name}`, () => {
      const { pixels, ...size } = decodeImage(file, name);
      assert.deepEqual(size, { height: image.height, width: image.width });
      const differences = Array.from(pixels, (level, i) => Math.abs(level - image.pixels[i]));
      const mean = differences.reduce((sum, difference) => sum + difference, 0) / pixels.length;
      assert.ok(Math.max(...differences) <= 3, `${Math.max(...differences)} levels`);
      assert.ok(mean <= 1, `${mean} levels on average`);
    });
  }

  it('reads a view into a larger buffer', () => {
    for (const { file } of [PNG[0], JPEG[0]]) {
      const larger = new Uint8Array(file.length + 9);
      larger.set(file, 5);
      const view = larger.subarray(5, 5 + file.length);
      assert.deepEqual(decodeImage(view), decodeImage(file));
      assert.deepEqual(decodeImage(Buffer.from(file)), decodeImage(file));
    }
  });

  it('names a file that is cut off, wherever', () => {
    for (const { name, file } of [
      fileOf('colour.png'),
      fileOf('grey-clear.png'),
      fileOf('interlaced.png'),
      fileOf('baseline.jpg'),
      fileOf('progressive.jpg'),
    ].map((file, i) => ({ name: `photo-${i}`, file }))) {
      // prettier-ignore
      for (let length = 8; length < file.length - 12; length += 7) {
        assert.throws(
          () => decodeImage(file.subarray(0, length), name),
          refused(new RegExp(`^${name}: can't be decoded; it is damaged`)),
          `${length} of ${file.length} bytes`,
        );
      }
    }
  });

  it('takes a thumbnail in a header for no end', () => {
    const file = fileOf('baseline.jpg');
    const thumbnail = Uint8Array.of(0xff, 0xe1, 0, 8, 0xff, 0xd8, 0, 0xff, 0xd9, 0);
    const whole = Buffer.concat([file.subarray(0, 2), thumbnail, file.subarray(2)]);
    assert.deepEqual(decodeImage(whole), decodeImage(file));
    assert.throws(() => decodeImage(whole.subarray(0, whole.length - 20), 'x'), refused(/^x: .*cut off/));
  });

  it('names a damaged PNG', () => {
    const file = fileOf('colour.png').slice();
    file[60] ^= 1;
    assert.throws(
      () => decodeImage(file, 'n01/a.png'),
      refused(/^n01\/a\.png: can't be decoded; it is damaged/),
    );
  });

  it('lets no file of a few bytes take all the memory', () => {
    const png = fileOf('colour.png').slice();
    png.set([0, 1, 0, 0, 0, 1, 0, 0], 16);
    assert.throws(() => decodeImage(png, 'x'), refused(/65536×65536 pixels, of 1 to 100 million/));
    const jpeg = fileOf('baseline.jpg').slice();
    const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    jpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    assert.throws(() => decodeImage(jpeg, 'x'), refused(/65535×65535 pixels/));
  });

  it('says what a file begins with that is neither', () => {
    assert.throws(
      () => decodeImage(Buffer.from('GIF89a'), 'a.gif'),
      refused(/^a\.gif: neither PNG nor JPEG \(it begins with 47 49 46 38\)$/),
    );
    assert.throws(() => decodeImage(new Uint8Array()), refused(/^image: .*begins with nothing/));
    for (const bytes of ['x', undefined, [1], new Float32Array(2)])
      assert.throws(() => decodeImage(bytes as never), { name: 'OptionError', message: /^decodeImage: / });
  });
});
