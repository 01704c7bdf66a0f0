import assert from 'node:assert/strict';
import { it } from 'node:test';
import { rng } from '../core';
import { kthLargest } from './kth-largest';

it('The k-th largest is that of the sorted values, ties, infinities and negative zeros among them', () => {
  const random = rng(1);
  for (let trial = 0; trial < 300; trial++) {
    const length = 1 + random.integer(trial < 150 ? 8 : 60);
    const levels = 1 + random.integer(trial % 2 ? 4 : 1000);
    const values = Float64Array.from({ length }, () => random.integer(levels) - levels / 2);
    for (const special of [-0, Infinity, -Infinity])
      if (random.integer(3) === 0) values[random.integer(length)] = special;
    const sorted = Float64Array.from(values).sort().reverse();
    for (let k = 1; k <= length; k++)
      assert.ok(kthLargest(Float64Array.from(values), k) === sorted[k - 1], `${values}; ${k}`);
  }
});

it('A long list costs some passes over it, in whatever order it comes', () => {
  const n = 20_000;
  const rising = Float64Array.from({ length: n }, (_, i) => i);
  for (const values of [rising, Float64Array.from(rising).reverse(), new Float64Array(n)]) {
    let reads = 0;
    const counted = new Proxy(values, {
      get: (of, i) => (reads++, Reflect.get(of, i) as number),
      set: (of, i, v: number) => Reflect.set(of, i, v),
    });
    kthLargest(counted, 10);
    assert.ok(reads < 20 * n, `${reads} reads of ${n} values`);
  }
});
