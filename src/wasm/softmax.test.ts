import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exp as exactExp, log as exactLog, log1p, rng } from '../core';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { exp, log } from './exponentials';
import { logSoftmax, logSumExp, softmax } from './softmax';

/** Rows of K logits, in float64. */
function exactRow(z: ArrayLike<number>): { p: number[]; logP: number[]; logSum: number; max: number } {
  const row = Array.from(z);
  const max = row.reduce((a, b) => Math.max(a, b));
  const top = row.indexOf(max);
  const e = row.map((value) => exactExp(value - max));
  const others = e
    .filter((_, k) => k !== top)
    .sort((a, b) => a - b)
    .reduce((a, b) => a + b, 0);
  const normalizer = log1p(others);
  return {
    p: e.map((value) => value / (1 + others)),
    logP: row.map((value) => value - max - normalizer),
    logSum: max + normalizer,
    max,
  };
}

const LOGITS: Record<string, (normal: () => number, k: number, i: number) => number> = {
  'of scale 0.1': (normal) => 0.1 * normal(),
  'of scale 1': (normal) => normal(),
  'of scale 10': (normal) => 10 * normal(),
  'of scale 100': (normal) => 100 * normal(),
  'of scale 10⁴': (normal) => 1e4 * normal(),
  'with one dominant logit': (normal, k, i) => normal() + (k === i % 3 ? 5 + i / 2 : 0),
  'with ties at the top': (normal, k, i) => (k < 1 + (i % 4) ? 30 : normal()),
  'all equal': (_, __, i) => i - 20,
  'whose probabilities are subnormal': (normal, k) => (k === 0 ? 0 : -95 + 3 * normal()),
  'around 210, where the reduction changes': (normal, _, i) => (i % 2 ? 210 : -210) + 2 * normal(),
  'with masked classes': (normal, k, i) => (k > 0 && (k + i) % 3 === 0 ? -Infinity : 3 * normal()),
};

describe('The softmax kernels', () => {
  for (const [name, element] of Object.entries(LOGITS)) {
    it(`are within 2 ulp for logits ${name}`, () => {
      for (const classes of [1, 2, 3, 7, 10, 32, 33, 100, 1001]) {
        const rows = Math.ceil(2000 / classes);
        const random = rng(name).split(classes);
        const z = Float32Array.from({ length: rows * classes + 1 }, (_, j) =>
          element(() => random.normal(), (j - 1) % classes, Math.floor((j - 1) / classes)),
        ).subarray(1);
        const [p, logP] = [new Float32Array(rows * classes), new Float32Array(rows * classes)];
        const logSums = new Float32Array(rows);
        softmax(z, classes, p);
        logSoftmax(z, classes, logP);
        logSumExp(z, classes, logSums);
        const error = worstOf();
        for (let i = 0; i < rows; i++) {
          const want = exactRow(z.subarray(i * classes, (i + 1) * classes));
          for (let k = 0; k < classes; k++) {
            error.add(ulpError32(p[i * classes + k], want.p[k]), `p ${i}, ${k}`);
            error.add(ulpError32(logP[i * classes + k], want.logP[k]), `log p ${i}, ${k}`);
            assert.ok(p[i * classes + k] <= 1);
          }
          const size = Math.max(Math.abs(want.max), Math.abs(want.logSum), 2 ** -126);
          error.add(Math.abs(logSums[i] - want.logSum) / (size * 2 ** -23), `log-sum-exp ${i}`);
        }
        assert.ok(error.worst <= 2, `${classes} classes: ${error.worst} ulp at ${error.at}, seed ${name}`);
      }
    });
  }

  it('sum rows that are longer than the scratch area', () => {
    const classes = 150001;
    const random = rng('long');
    const z = Float32Array.from({ length: 2 * classes }, () => random.normal());
    z[classes + 100000] = z[classes + 3] = 20;
    const sums = new Float32Array(2);
    logSumExp(z, classes, sums);
    for (const i of [0, 1]) {
      const { logSum } = exactRow(z.subarray(i * classes, (i + 1) * classes));
      assert.ok(ulpError32(sums[i], logSum) <= 2);
    }
  });

  it('may overwrite the logits', () => {
    const random = rng('in place');
    for (const classes of [6, 32, 37]) {
      for (const centre of [0, 400]) {
        const z = Float32Array.from({ length: 7 * classes }, () => centre + random.normal());
        for (const f of [softmax, logSoftmax]) {
          const expected = new Float32Array(z.length);
          f(z, classes, expected);
          const same = z.slice();
          f(same, classes, same);
          assert.deepEqual(same, expected);
        }
      }
    }
  });

  it('give a row the same bits whatever rows are beside it', () => {
    for (const classes of [1, 2, 5, 10, 32]) {
      const random = rng('alone').split(classes);
      const z = Float32Array.from({ length: 13 * classes }, (_, j) => (j === 3 ? NaN : 5 * random.normal()));
      for (const [f, width] of [
        [softmax, classes],
        [logSoftmax, classes],
        [logSumExp, 1],
      ] as const) {
        const together = new Float32Array(13 * width);
        f(z, classes, together);
        for (let i = 0; i < 13; i++) {
          const alone = new Float32Array(width);
          f(z.subarray(i * classes, (i + 1) * classes), classes, alone);
          assert.deepEqual(together.subarray(i * width, (i + 1) * width), alone);
        }
      }
    }
  });

  it('give NaN for NaN, +∞, and rows without a class', () => {
    for (const classes of [1, 5, 32, 40]) {
      const z = new Float32Array(4 * classes);
      z[classes - 1] = NaN;
      z[classes] = Infinity;
      z.fill(-Infinity, 2 * classes, 3 * classes);
      const wanted = Array.from(z, (_, j) => j < 3 * classes);
      for (const f of [softmax, logSoftmax]) {
        const to = new Float32Array(z.length);
        f(z, classes, to);
        assert.deepEqual(Array.from(to, Number.isNaN), wanted);
      }
      const sums = new Float32Array(4);
      logSumExp(z, classes, sums);
      assert.deepEqual([...sums.subarray(0, 3)], [NaN, Infinity, -Infinity]);
    }
  });
});

describe('The kernels of exp and log', () => {
  const random = rng('exp and log');
  const spread = [0.001, 1, 30, 100].flatMap((scale) =>
    Array.from({ length: 2001 }, () => scale * random.normal()),
  );

  it('round once', () => {
    const x = Float32Array.from(spread);
    const to = new Float32Array(x.length);
    exp(x, to);
    x.forEach((value, i) =>
      assert.ok(ulpError32(to[i], overflowed(exactExp(value))) <= 0.501, `exp ${value}`),
    );
    const positive = Float32Array.from(x, (value) => Math.fround(exactExp(value)) || 1e-45);
    log(positive, to);
    positive.forEach((value, i) => {
      assert.ok(ulpError32(to[i], exactLog(value)) <= 0.501, `log ${value}`);
    });
  });

  it('know the ends', () => {
    const x = Float32Array.of(0, -0, Infinity, -Infinity, NaN, -1, 1, 89, -104);
    const to = new Float32Array(x.length);
    exp(x, to);
    const e = Math.fround(Math.E);
    assert.deepEqual([...to], [1, 1, Infinity, 0, NaN, Math.fround(1 / Math.E), e, Infinity, 0]);
    log(x, to);
    const l = Math.fround(Math.log(89));
    assert.deepEqual([...to], [-Infinity, -Infinity, Infinity, NaN, NaN, NaN, 0, l, NaN]);
  });

  function overflowed(x: number): number {
    return Math.fround(x) === Infinity ? Infinity : x;
  }
});
