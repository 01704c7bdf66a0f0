import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIdx } from './idx';

describe('parseIdx', () => {
  it('reads the shape, big-endian, and the bytes after it', () => {
    const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);
    assert.deepEqual(parseIdx('x', bytes), { shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) });
    const long = new Uint8Array(8 + 300);
    long.set([0, 0, 8, 1, 0, 0, 1, 44]);
    assert.deepEqual(parseIdx('x', long).shape, [300]);
  });

  it('reads a view into a larger buffer', () => {
    const bytes = Uint8Array.of(9, 9, 0, 0, 8, 1, 0, 0, 0, 1, 7).subarray(2);
    assert.deepEqual(parseIdx('x', bytes), { shape: [1], data: Uint8Array.of(7) });
  });

  it('says in what the bytes are no such file', () => {
    const bad: [number[], RegExp][] = [
      [[], /^train: .*begins with nothing/],
      [[31, 139, 8, 0], /begins with 31 139 8 0/],
      [[0, 0, 13, 1, 0, 0, 0, 0], /begins with 0 0 13 1/],
      [[0, 0, 8, 3, 0, 0, 0, 1], /ends inside the header, after 8 bytes/],
      [[0, 0, 8, 1, 0, 0, 0, 3, 1, 2], /promises 3 elements \[3\], 2 follow/],
      [[0, 0, 8, 1, 0, 0, 0, 1, 1, 2], /promises 1 elements \[1\], 2 follow/],
    ];
    for (const [bytes, message] of bad) {
      assert.throws(() => parseIdx('train', Uint8Array.from(bytes)), { name: 'DatasetError', message });
    }
  });
});
