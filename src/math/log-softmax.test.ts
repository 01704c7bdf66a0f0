import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly, ulpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { logSoftmax } from './log-softmax';
import { numericDerivative } from './numeric-derivative';
import { softmax } from './softmax';

const Wide = Decimal.clone({ precision: 90 });
const seed = 'logSoftmax';
const random = rng(seed);

/** ln pₖ = −ln(1 + Σ_{j≠k} e^{(zⱼ − zₖ)/τ}), by the series where the sum is tiny. */
function oracle(z: readonly number[], k: number, temperature: number): Decimal {
  const others = z
    .filter((_, j) => j !== k)
    .map((x) => new Wide(exactly(x)).minus(exactly(z[k])).div(exactly(temperature)).exp())
    .reduce((a, b) => a.plus(b), new Wide(0));
  return new Decimal((others.lt('1e-40') ? others.minus(others.pow(2).div(2)) : others.plus(1).ln()).neg());
}

describe('logSoftmax', () => {
  it('is what one computes by hand', () => {
    assert.deepEqual(logSoftmax([0, 0]), [-Math.LN2, -Math.LN2]);
    assert.deepEqual(logSoftmax([1000, 0]), [0, -1000]);
    assert.deepEqual(logSoftmax([7]), [0]);
  });

  it('is within 2 ulp of a 50-digit oracle for logits of the scales 1, 10 and 100, temperatures too', () => {
    let worst = 0;
    for (const scale of [1, 10, 100]) {
      for (const temperature of [1, 0.37]) {
        for (let n = 0; n < 5; n++) {
          const z = Array.from(random.normals([6], { std: scale }).data);
          const errors = logSoftmax(z, { temperature }).map((x, k) => ulpError(x, oracle(z, k, temperature)));
          worst = Math.max(worst, ...errors);
          assert.ok(worst <= 2, `${worst} ulp at ${z.join()}, temperature ${temperature}, seed ${seed}`);
        }
      }
    }
    assert.ok(worst > 0.4, 'an error this small means that the test measures nothing');
  });

  it('keeps the digits of a confident row, where log(softmax) has none', () => {
    const z = [50, 10, 0];
    assert.equal(softmax(z)[0], 1);
    assert.ok(ulpError(logSoftmax(z)[0], oracle(z, 0, 1)) <= 2);
    assert.ok(logSoftmax(z)[0] < 0);
  });

  it('has the derivative [k = j] − pⱼ', () => {
    const z = [0.3, -1.2, 2];
    const p = softmax(z);
    for (const k of [0, 1, 2]) {
      for (const j of [0, 1, 2]) {
        const numeric = numericDerivative(
          (x) => logSoftmax(z.map((value, i) => (i === j ? x : value)))[k],
          z[j],
        ).value;
        assert.ok(Math.abs(numeric - (Number(k === j) - p[j])) < 1e-11, `${k}, ${j}: ${numeric}`);
      }
    }
  });

  it('survives extremes, masks and NaN', () => {
    assert.deepEqual(logSoftmax([1e4, -1e4]), [0, -2e4]);
    assert.deepEqual(logSoftmax([-Infinity, 0]), [-Infinity, 0]);
    assert.deepEqual(logSoftmax([3, 9, 3], { mask: [1, 0, 1] }), [-Math.LN2, -Infinity, -Math.LN2]);
    assert.deepEqual(logSoftmax([NaN, 1, 1], { mask: [1, 0, 1] }), [NaN, NaN, NaN]);
  });

  it('works along the rows of a tensor, and rounds float32 once', () => {
    const z = tensor(Float32Array.of(1, 2, 3, 0), { shape: [2, 2] });
    const expected = Float32Array.from([...logSoftmax([1, 2]), ...logSoftmax([3, 0])]);
    assert.deepEqual(logSoftmax(z), tensor(expected, { shape: [2, 2] }));
  });

  it('refuses what softmax refuses, in its own name', () => {
    assert.throws(() => logSoftmax([-Infinity]), {
      name: 'DomainError',
      message: /logSoftmax: row 0 has no class/,
    });
    assert.throws(() => logSoftmax([Infinity, 0]), {
      name: 'DomainError',
      message: /logSoftmax: row 0 .* class 0/,
    });
    assert.throws(() => logSoftmax([1], { temperature: 0 }), {
      name: 'OptionError',
      message: /logSoftmax: temp/,
    });
  });
});
