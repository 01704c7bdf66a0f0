import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { exp, log, log1p } from '../core';
import { LOGITS, sample, type Sample } from '../../test/support/logit-rows';
import { ulpError32, worstOf, type Worst } from '../../test/support/ulp32';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const IGNORED = -100;

/** Loss and gradient of one row in float64: far more digits than float32 has. */
function exactRow(z: ArrayLike<number>, y: number): { loss: number; gradient: number[] } {
  const max = Math.max(...Array.from(z));
  const e = Array.from(z, (value) => exp(value - max));
  // Smallest first: the others may be tiny beside the label's.
  const others = e
    .filter((_, k) => k !== y)
    .sort((a, b) => a - b)
    .reduce((a, b) => a + b, 0);
  const sum = others + e[y];
  const loss = others < e[y] ? log1p(others / e[y]) : log(sum) + (max - z[y]);
  return { loss, gradient: e.map((value, k) => (k === y ? -others / sum : value / sum)) };
}

/** Runs the kernel with its operands at odd places, and checks that it wrote nothing else. */
function run(
  { logits, labels, classes }: Sample,
  { weights, scale = 1, offset = 0 }: { weights?: Float64Array; scale?: number; offset?: number } = {},
): { gradient: Float32Array; losses: Float32Array } {
  const rows = labels.length;
  const buffers = [rows * classes, rows].map((n) => new Float32Array(n + 16).fill(777));
  const [gradient, losses] = buffers.map((b) => b.subarray(offset, b.length - 16 + offset));
  const around = new Float32Array(logits.length + 16).fill(NaN);
  around.set(logits, offset);
  const at = around.subarray(offset, offset + logits.length);
  softmaxCrossEntropy({
    logits: at,
    target: labels,
    rowWeights: weights,
    ignoreIndex: IGNORED,
    scale,
    gradient,
    losses,
  });
  for (const buffer of buffers) {
    const untouched = [...buffer.subarray(0, offset), ...buffer.subarray(buffer.length - 16 + offset)];
    assert.ok(untouched.every((value) => value === 777));
  }
  return { gradient, losses };
}

/** The largest error over all rows, in ulps of the exact value. */
function worst(sample: Sample, scale = 1): Worst {
  const { gradient, losses } = run(sample, { scale });
  const { logits, labels, classes } = sample;
  const worst = worstOf();
  labels.forEach((y, i) => {
    const want = exactRow(logits.subarray(i * classes, (i + 1) * classes), y);
    worst.add(ulpError32(losses[i], want.loss), `loss ${i}`);
    want.gradient.forEach((value, k) => {
      worst.add(ulpError32(gradient[i * classes + k], scale * value), `gradient ${i}, ${k} (label ${y})`);
    });
  });
  return worst;
}

describe('The softmax cross-entropy kernel', () => {
  for (const [name, element] of Object.entries(LOGITS)) {
    it(`is within 2 ulp for logits ${name}`, () => {
      for (const classes of [1, 2, 3, 5, 10, 32, 33, 100, 1000]) {
        const rows = Math.ceil(3000 / classes) % 1000;
        const error = worst(sample(name, rows, classes, element));
        assert.ok(error.worst <= 2, `${classes} classes: ${error.worst} ulp at ${error.at}, seed ${name}`);
      }
    });
  }

  it('is within 2 ulp for a vocabulary of 50,272', () => {
    const error = worst(
      sample('vocabulary', 2, 50272, (normal) => 4 * normal()),
      1 / 64,
    );
    assert.ok(error.worst <= 2, `${error.worst} ulp at ${error.at}`);
    const equal = worst(sample('equal', 2, 50272, () => -1.7));
    assert.ok(equal.worst <= 1, `${equal.worst} ulp at ${equal.at}`);
  });

  it('measures what it says: the plain formula fails', () => {
    const { logits, labels, classes } = sample('plain', 20, 100, (normal) => 10 * normal());
    const errors = worstOf();
    labels.forEach((y, i) => {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const max = Math.max(...row);
      const e = Float32Array.from(row, (z) => exp(Math.fround(z - max)));
      const sum = Math.fround(e.reduce((a, b) => a + b));
      const { gradient } = exactRow(row, y);
      gradient.forEach((value, k) => {
        if (k !== y) errors.add(ulpError32(Math.fround(e[k] / sum), value), `${i}, ${k}`);
      });
    });
    assert.ok(errors.worst > 8, String(errors.worst));
  });

  it('gives the same bits wherever a row lies and whatever is beside it', () => {
    for (const classes of [1, 2, 3, 4, 7, 8, 17, 31, 32, 33, 47, 64, 65, 95, 131]) {
      const whole = sample('place', 9, classes, (normal) => 5 * normal());
      const expected = run(whole);
      for (let offset = 1; offset < 5; offset++) assert.deepEqual(run(whole, { offset }), expected);
      for (let i = 0; i < 9; i++) {
        const logits = whole.logits.slice(i * classes, (i + 1) * classes);
        const alone = run({ logits, labels: whole.labels.slice(i, i + 1), classes });
        assert.deepEqual(alone.losses, expected.losses.slice(i, i + 1));
        assert.deepEqual(alone.gradient, expected.gradient.slice(i * classes, (i + 1) * classes));
      }
    }
  });

  it('gives the same bits on 1, 2, 3 and 8 threads', () => {
    for (const [rows, classes] of [
      [20001, 5],
      [301, 1000],
    ]) {
      const whole = sample('threads', rows, classes, (normal) => 5 * normal());
      const [expected, ...others] = onThreads(() => run(whole));
      for (const other of others) assert.deepEqual(other, expected);
    }
  });

  it('may overwrite the logits', () => {
    for (const classes of [3, 10, 33, 100]) {
      for (const centre of [0, 500]) {
        const { logits, labels } = sample('in place', 7, classes, (normal) => centre + 5 * normal());
        const expected = run({ logits, labels, classes });
        const losses = new Float32Array(7);
        softmaxCrossEntropy({
          logits,
          target: labels,
          ignoreIndex: IGNORED,
          scale: 1,
          gradient: logits,
          losses,
        });
        assert.deepEqual(logits, expected.gradient);
        assert.deepEqual(losses, expected.losses);
      }
    }
  });

  it('weighs rows, scales gradients, and leaves ignored rows out whatever they hold', () => {
    for (const classes of [5, 40]) {
      const { logits, labels } = sample('weights', 6, classes, (normal) => normal());
      labels[1] = IGNORED;
      logits.fill(NaN, classes, 2 * classes);
      logits.fill(-Infinity, 3 * classes, 4 * classes);
      const weights = Float64Array.of(2, 1, 0.3, 0, 1, 5);
      const { gradient, losses } = run({ logits, labels, classes }, { weights, scale: 0.125 });
      labels.forEach((y, i) => {
        const got = gradient.subarray(i * classes, (i + 1) * classes);
        if (i === 1 || i === 3) {
          assert.equal(losses[i], 0);
          assert.ok(got.every((value) => Object.is(value, 0)));
          return;
        }
        const want = exactRow(logits.subarray(i * classes, (i + 1) * classes), y);
        assert.ok(ulpError32(losses[i], weights[i] * want.loss) <= 2);
        got.forEach((value, k) => {
          assert.ok(ulpError32(value, weights[i] * 0.125 * want.gradient[k]) <= 2, `row ${i}, class ${k}`);
        });
      });
    }
  });

  it('computes a row as if it were alone, whatever lies before it', () => {
    for (const classes of [33, 1000, 16421]) {
      const { logits, labels } = sample('neighbours', 7, classes, (normal) => 3 * normal());
      const row = (i: number): Float32Array => logits.subarray(i * classes, (i + 1) * classes);
      row(1).fill(-Infinity, 5, 20); // masked: below what the exponentials take as it is
      row(2).forEach((value, k) => (row(2)[k] = value + 5000)); // shifted first
      row(3).fill(NaN);
      labels[4] = IGNORED;
      row(5)[classes - 1] = -300; // far below, at the very end
      const together = run({ logits, labels, classes });
      labels.forEach((label, i) => {
        const alone = run({ logits: row(i), labels: Int32Array.of(label), classes });
        assert.deepEqual(together.losses[i], alone.losses[0], `${classes} classes, row ${i}`);
        assert.deepEqual(together.gradient.subarray(i * classes, (i + 1) * classes), alone.gradient);
      });
    }
  });

  it('gives NaN for NaN and +∞, marks a row without a class, and no other row is touched', () => {
    for (const classes of [1, 4, 10, 33, 70]) {
      for (const position of new Set([0, classes >> 1, classes - 1])) {
        const { logits, labels } = sample('odd', 8, classes, (normal) => normal());
        const clean = run({ logits, labels, classes });
        logits[classes + position] = NaN;
        logits[2 * classes + position] = Infinity;
        logits.fill(-Infinity, 3 * classes, 4 * classes);
        logits.fill(NaN, 4 * classes, 5 * classes);
        logits.fill(-Infinity, 5 * classes, 6 * classes)[5 * classes + position] = NaN;
        const { gradient, losses } = run({ logits, labels, classes });
        for (let i = 0; i < 8; i++) {
          const got = gradient.subarray(i * classes, (i + 1) * classes);
          if (i === 0 || i > 5) {
            assert.equal(losses[i], clean.losses[i]);
            assert.deepEqual(got, clean.gradient.subarray(i * classes, (i + 1) * classes));
          } else {
            const what = `${classes} classes, row ${i}, odd at ${position}`;
            assert.ok(Object.is(losses[i], i === 3 ? -Infinity : NaN), `${what}: ${losses[i]}`);
            assert.ok(got.every(Number.isNaN), what);
          }
        }
      }
    }
  });

  it('has the loss +∞ where the label is masked', () => {
    for (const classes of [2, 10, 40]) {
      const { logits } = sample('masked', 1, classes, (normal) => normal());
      logits[1] = -Infinity;
      const { gradient, losses } = run({ logits, labels: Int32Array.of(1), classes });
      assert.equal(losses[0], Infinity);
      assert.equal(gradient[1], -1);
    }
  });
});
