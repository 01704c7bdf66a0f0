import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { collectGarbage } from '../../test/support/collect-garbage';
import { float32Array } from './float32-array';
import { scope } from './lifetime';
import { peakBytes } from './peak-bytes';

describe('peakBytes', () => {
  // Else what earlier tests made without a scope may have used up the room for new arrays.
  before(collectGarbage);

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
    const held = make(128);
    let inner = 0;
    const outer = peakBytes(() => {
      scope(() => void make(256));
      inner = peakBytes(() => scope(() => void make(16)));
    });
    assert.deepEqual([inner, outer, held.length], [16 * KIB, 256 * KIB, 32 * KIB]);
  });

  it('counts on when the body throws', () => {
    const outer = peakBytes(() => {
      assert.throws(() => peakBytes(() => scope(() => assert.fail(`${make(64).length}`))));
    });
    assert.equal(outer, 64 * KIB);
  });

  it('is not lowered by garbage that the engine collects meanwhile', () => {
    for (let i = 0; i < 500; i++) make(40);
    const bytes = peakBytes(() => {
      for (let i = 0; i < 1000; i++) make(40);
    });
    assert.equal(bytes, 1000 * 40 * KIB);
  });
});
