import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../src/core';
import { studyBounds } from './support/bound-study';

const ROWS = 100_000;
const seed = process.env.SEED ?? 'error bounds';

describe(`The error bounds of logSumExp and softmax, on ${ROWS} random and adversarial rows`, () => {
  const { rows, worst, medians } = studyBounds(ROWS, rng(seed));

  it('are never exceeded', () => {
    assert.ok(rows >= ROWS);
    assert.equal(Object.keys(worst).length, 4);
    for (const [what, { ratio, at }] of Object.entries(worst)) {
      assert.ok(ratio <= 1, `${what}: error/bound ${ratio} at ${at}, seed ${seed}`);
    }
  });

  it('would be exceeded if they were half as large', () => {
    for (const [what, { ratio }] of Object.entries(worst)) assert.ok(ratio > 0.5, `${what}: ${ratio}`);
  });

  it('are near the errors: the median of bound/error is below 50 for every kind of rows', (t) => {
    const all = Object.entries(medians).sort((a, b) => b[1] - a[1]);
    for (const [kind, median] of all) assert.ok(median < 50, `${kind}: ${median}, seed ${seed}`);
    t.diagnostic(
      `largest medians: ${all
        .slice(0, 3)
        .map(([kind, m]) => `${kind} ${m.toFixed(1)}`)
        .join('; ')}`,
    );
  });
});
