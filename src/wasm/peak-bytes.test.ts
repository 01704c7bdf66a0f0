import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { float32Array } from './float32-array';
import { scope } from './lifetime';
import { peakBytes } from './peak-bytes';

describe('peakBytes', () => {
  const KIB = 1024;
  const make = (kib: number): Float32Array => float32Array((kib * KIB) / 4);

  it('counts what lived at the same time, not what was made', () => {
    const bytes = peakBytes(() => {
      scope(() => void make(64));
      scope(() => void [make(16), make(32)]);
    });
    assert.equal(bytes, 64 * KIB);
  });

  it('starts from what was in use, and nests', () => {
    const before = make(128);
    let inner = 0;
    const outer = peakBytes(() => {
      scope(() => void make(256));
      inner = peakBytes(() => scope(() => void make(16)));
    });
    assert.deepEqual([inner, outer, before.length], [16 * KIB, 256 * KIB, 32 * KIB]);
  });

  it('counts on when the body throws', () => {
    const outer = peakBytes(() => {
      assert.throws(() => peakBytes(() => scope(() => assert.fail(`${make(64).length}`))));
    });
    assert.equal(outer, 64 * KIB);
  });
});
