import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHash } from 'node:crypto';
import { rng } from '../random';
import { cos, exp, expm1, log, log1p, pow, sin, tanh } from '.';

/** One hash over the bits of 2,000 results: it is the same on every engine, or the promise is broken. */
function fingerprint(f: (x: number) => number, low: number, high: number): string {
  const results = rng('fingerprint').uniforms([2000], { low, high }).data.map(f);
  const view = new DataView(new ArrayBuffer(8 * results.length));
  results.forEach((x, i) => view.setFloat64(8 * i, x, true));
  return createHash('sha256').update(view).digest('hex').slice(0, 16);
}

describe('the special functions', () => {
  it('give the same bits on every engine', () => {
    const fingerprints = {
      exp: fingerprint(exp, -746, 710),
      expm1: fingerprint(expm1, -2, 2),
      log: fingerprint(log, 0, 100),
      log1p: fingerprint(log1p, -1, 2),
      tanh: fingerprint(tanh, -3, 3),
      pow: fingerprint((x) => pow(x, 100 - x), 0, 200),
      sin: fingerprint(sin, -1e5, 1e5),
      cos: fingerprint(cos, -1e5, 1e5),
    };
    assert.deepEqual(fingerprints, {
      exp: '536046756bfeb1df',
      expm1: 'e2218f39619e9413',
      log: '9efc233d83709811',
      log1p: '9c783e49676240a5',
      tanh: 'bd029da9e85ef72e',
      pow: '6ca9d488a1b67e4a',
      sin: '0cc1f4c0a9aa10d4',
      cos: 'bd6e7b8b113e1202',
    });
  });
});
