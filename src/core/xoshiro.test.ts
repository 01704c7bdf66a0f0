import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillWithUniforms, stateOf, uniformOf, xoshiro128 } from './xoshiro';

describe('xoshiro128**', () => {
  it("gives the reference algorithm's stream of the state 1, 2, 3, 4", () => {
    // From an implementation in Python's unbounded integers.
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    const bits = xoshiro128(Int32Array.of(1, 2, 3, 4));
    assert.deepEqual(
      expected.map(() => bits()),
      expected,
    );
  });
});

describe('many uniform draws', () => {
  it('are those that come one after another, and leave the same state', () => {
    const [one, many] = [Int32Array.from(stateOf('[1]')), Int32Array.from(stateOf('[1]'))];
    const bits = xoshiro128(one);
    const filled = new Float64Array(1000);
    fillWithUniforms(many, filled, -2, 5);
    assert.deepEqual(
      filled,
      filled.map(() => -2 + 5 * uniformOf(bits)),
    );
    assert.deepEqual(many, one);
  });
});

describe('the state of a text', () => {
  it('changes in about half of its 128 bits when one unit of the text changes', () => {
    const flipped = (a: string, b: string): number => {
      const other = stateOf(b);
      return stateOf(a).reduce(
        (sum, word, i) => sum + ((word ^ other[i]) >>> 0).toString(2).replace(/0/g, '').length,
        0,
      );
    };
    for (let seed = 0; seed < 200; seed++) {
      const count = flipped(`[${seed}]`, `[${seed + 1}]`);
      assert.ok(
        count > 36 && count < 92,
        `seed ${seed}: ${count} bits differ; 64 ± 5 standard deviations expected`,
      );
    }
  });

  it('has four unlike words', () => {
    for (const text of ['', '[0]', '[42]', '["train"]']) assert.equal(new Set(stateOf(text)).size, 4, text);
  });
});
