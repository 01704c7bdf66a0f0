import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly, ulpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { gelu } from './gelu';

const Wide = Decimal.clone({ precision: 80 });

/** x·Φ(x) and its derivative, by the power series of Φ. */
function exact(x: number): { value: Decimal; slope: Decimal } {
  const t = new Wide(exactly(x));
  const density = t.pow(2).div(-2).exp().div(Wide.acos(-1).times(2).sqrt());
  let [sum, term] = [new Wide(0), t];
  for (let n = 3; term.abs().gt('1e-70'); n += 2) {
    sum = sum.plus(term);
    term = term.times(t).times(t).div(n);
  }
  const cdf = density.times(sum).plus(0.5);
  return { value: new Decimal(t.times(cdf)), slope: new Decimal(cdf.plus(t.times(density))) };
}

describe('gelu', () => {
  const x = rng('gelu').uniforms([200], { low: -7, high: 7 });
  const references = Array.from(x.data, exact);

  it('is within 4.5 ulp of 50 digits, and its derivative within 1e-15', () => {
    const layer = gelu();
    const [{ data: y }, cache] = layer.forward(x);
    const { data: slopes } = layer.backward(cache, tensor(new Float64Array(200).fill(1))).dInput;
    references.forEach(({ value, slope }, i) => {
      const error = ulpError(y[i], value);
      assert.ok(error <= 4.5, `${x.data[i]}: ${error} ulp`);
      const off = exactly(slopes[i]).minus(slope).abs().toNumber();
      assert.ok(off <= 1e-15, `derivative at ${x.data[i]}: off by ${off}`);
    });
  });

  it('rounds float32 once', () => {
    const single = tensor(new Float32Array(x.data));
    const [{ data: y }] = gelu().forward(single);
    const [{ data: double }] = gelu().forward(tensor(new Float64Array(single.data)));
    assert.deepEqual(new Float32Array(y), new Float32Array(double));
  });

  it('keeps the digits that 1 + erf cancels, and gives signed zeros, ∞ and NaN where they belong', () => {
    const [{ data: y }] = gelu().forward([-8.5, -30, 0, -0, 50, Infinity, NaN]);
    assert.ok(ulpError(y[0], exact(-8.5).value) <= 4.5, `${y[0]}`);
    assert.ok(y[1] < 0 && y[1] > -1e-190, `${y[1]}`);
    assert.deepEqual([...y.subarray(2)], [0, -0, 50, Infinity, NaN]);
  });
});
