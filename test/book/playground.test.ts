import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  evaluate,
  fromAddress,
  START,
  toAddress,
  type State,
} from '../../scripts/book/reader/playground-state';

const state: State = { z: [-1.5, 0.3, 2], y: 1, tau: 0.7, eps: 0.2, w: 2.5, gamma: 0 };

describe('The playground', () => {
  it('has the gradient of its loss, by central differences', () => {
    for (const gamma of [0, 2]) {
      const here = { ...state, gamma };
      const { gradient } = evaluate(here);
      const h = 1e-5;
      gradient.forEach((value, k) => {
        const at = (step: number): number =>
          evaluate({ ...here, z: here.z.map((z, j) => (j === k ? z + step : z)) as State['z'] }).loss;
        assert.ok(Math.abs((at(h) - at(-h)) / (2 * h) - value) < 1e-8, `γ = ${gamma}, z${k}`);
      });
    }
  });

  it('is as its address says, and as at the start where that says nothing that fits', () => {
    assert.deepEqual(fromAddress(toAddress(state)), state);
    assert.deepEqual(fromAddress(''), START);
    assert.deepEqual(fromAddress('z=1,2&y=9&tau=0&eps=x&w=-1&gamma=1e9'), START);
    assert.deepEqual(fromAddress('z=1,<b>,2&y=1.4'), { ...START, y: 1 });
  });
});
