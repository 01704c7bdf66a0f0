import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { exp, log } from '../core';
import { exactRow } from '../../test/support/exact-cross-entropy';
import { LOGITS, sample, type Element, type Sample } from '../../test/support/logit-rows';
import { ulpError32, worstOf, type Worst } from '../../test/support/ulp32';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyRun } from './softmax-cross-entropy';

type Options = Pick<SoftmaxCrossEntropyRun, 'labelSmoothing' | 'zLoss' | 'rowWeights' | 'ignoreIndex'>;

const OPTIONS: Options[] = [
  { labelSmoothing: 0.1 },
  { labelSmoothing: 1e-6 },
  { labelSmoothing: 1 },
  { zLoss: 1e-4 },
  { zLoss: 0.125 },
  { labelSmoothing: 0.1, zLoss: 1e-4 },
];

/** In addition to the rows of every kernel: where a term of the gradient cancels another. */
const ROWS: Record<string, Element> = {
  ...LOGITS,
  'whose probabilities are near ε / K': (normal, k, i) => (k < 2 ? 4 : 4 - 2.3 + 0.01 * (i % 5) * normal()),
  'whose log-sum-exp is near 0': (normal, k, i) => (k === i % 2 ? 0 : -6) + 0.01 * normal(),
  'around −5000, where 1 + 2 λ L is near 0': (normal) => -5000 + normal(),
};

/** Ulps of `size`, or of the exact value if that is larger. */
function errorOf(actual: number, exact: number, size: number): number {
  if (!Number.isFinite(actual) || !Number.isFinite(exact)) return ulpError32(actual, exact);
  const larger = Math.max(Math.abs(exact), size);
  return ulpError32(larger + (actual - exact), larger);
}

interface Result {
  gradient: Float32Array;
  losses: Float32Array;
  zLosses: Float32Array;
}

function run({ logits, labels, classes }: Sample, options: Options, { scale = 1, offset = 0 } = {}): Result {
  const rows = labels.length;
  const buffers = [rows * classes, rows, rows].map((n) => new Float32Array(n + 16).fill(777));
  const [gradient, losses, zLosses] = buffers.map((b) => b.subarray(offset, b.length - 16 + offset));
  const around = new Float32Array(logits.length + 16).fill(NaN);
  around.set(logits, offset);
  const at = around.subarray(offset, offset + logits.length);
  softmaxCrossEntropy({ logits: at, target: labels, ...options, scale, gradient, losses, zLosses });
  for (const buffer of buffers) {
    const untouched = [...buffer.subarray(0, offset), ...buffer.subarray(buffer.length - 16 + offset)];
    assert.ok(untouched.every((value) => value === 777));
  }
  return { gradient, losses, zLosses };
}

/** The largest error over all rows. */
function worst(rows: Sample, options: Options, scale = 1): Worst {
  const { gradient, losses, zLosses } = run(rows, options, { scale });
  const { logits, labels, classes } = rows;
  const worst = worstOf();
  labels.forEach((y, i) => {
    const w = options.rowWeights?.[i] ?? 1;
    const want = exactRow(logits.subarray(i * classes, (i + 1) * classes), y, options);
    worst.add(ulpError32(losses[i], w * want.loss), `loss ${i}`);
    worst.add(errorOf(zLosses[i], w * want.zLoss, w * want.zSize), `z-loss ${i}`);
    want.gradient.forEach((value, k) => {
      const error = errorOf(gradient[i * classes + k], w * scale * value, w * scale * want.size[k]);
      worst.add(error, `gradient ${i}, ${k} (label ${y})`);
    });
  });
  return worst;
}

describe('Label smoothing and z-loss of class indices', () => {
  for (const [name, element] of Object.entries(ROWS)) {
    it(`are within 2 ulp for logits ${name}`, () => {
      for (const classes of [1, 2, 3, 5, 10, 32, 33, 100, 1000]) {
        const rows = sample(name, Math.min(400, Math.ceil(1500 / classes)), classes, element);
        for (const options of OPTIONS) {
          const { worst: error, at } = worst(rows, options);
          const what = `${JSON.stringify(options)}, ${classes} classes, seed ${name}`;
          assert.ok(error <= 2, `${what}: ${error} ulp at ${at}`);
        }
      }
    });
  }

  it('are within 2 ulp for a vocabulary of 50,272', () => {
    const rows = sample('vocabulary', 2, 50272, (normal) => 4 * normal());
    for (const options of OPTIONS) {
      const { worst: error, at } = worst(rows, options, 1 / 64);
      assert.ok(error <= 2, `${JSON.stringify(options)}: ${error} ulp at ${at}`);
    }
  });

  it('measure what they say: probabilities of rounded differences, and a mean in float32, fail', () => {
    const [gradients, losses] = [worstOf(), worstOf()];
    const { logits, labels, classes } = sample('plain', 20, 100, (normal) => 100 + 10 * normal());
    labels.forEach((y, i) => {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const want = exactRow(row, y, { labelSmoothing: 1 });
      const max = Math.max(...row);
      const e = row.map((z) => exp(Math.fround(z - max)));
      const sum = e.reduce((a, b) => Math.fround(a + b));
      e.forEach((value, k) => {
        const p = Math.fround(value / sum);
        gradients.add(errorOf(Math.fround(p - 1 / classes), want.gradient[k], want.size[k]), `${i}, ${k}`);
      });
      const mean = row.reduce((a, b) => Math.fround(a + b)) / classes;
      losses.add(ulpError32(Math.fround(max + log(sum) - mean), want.loss), `${i}`);
    });
    assert.ok(gradients.worst > 4, String(gradients.worst));
    assert.ok(losses.worst > 4, String(losses.worst));
  });

  it('give a class that has nearly all of the probability, and is not the label, a gradient to the last bit', () => {
    for (let top = 20; top < 60; top += 0.7) {
      const logits = new Float32Array(40);
      logits[3] = top;
      for (const options of OPTIONS) {
        const { gradient } = run({ logits, labels: Int32Array.of(0), classes: 40 }, options);
        const want = exactRow(logits, 0, options);
        assert.ok(errorOf(gradient[3], want.gradient[3], want.size[3]) < 0.501, `${top}: ${gradient[3]}`);
      }
    }
  });

  it('are within 2 ulp where a row is left to the general kernel: huge logits, weights and scales', () => {
    for (const classes of [1, 3, 10, 32, 33, 100]) {
      const rows = sample('huge', 9, classes, (normal, _, i) => (i % 3 === 1 ? 1e6 * normal() : normal()));
      rows.logits.fill(3e18, 5 * classes, 6 * classes);
      for (const options of OPTIONS) {
        const rowWeights = Float64Array.of(1, 2, 1e-14, 0.5, 1e12, 1, 1e-9, 3, 1e9);
        for (const scale of [1, 1e-5, 1e-18]) {
          const { worst: error, at } = worst(rows, { ...options, rowWeights }, scale);
          const what = `${JSON.stringify(options)}, ${classes} classes, scale ${scale}`;
          assert.ok(error <= 2, `${what}: ${error} ulp at ${at}`);
        }
      }
    }
  });

  it('do with rows that are not finite, masked or left out what the general kernel does', () => {
    for (const classes of [2, 4, 10, 33, 70]) {
      for (const options of [...OPTIONS, { zLoss: 0, labelSmoothing: 1 }]) {
        const rows = oddRows(classes);
        const { logits, labels } = rows;
        const rowWeights = Float64Array.from(labels, (_, i) => (i === 1 ? 0 : 1 + i / 8));
        const { gradient, losses, zLosses } = run(rows, { ...options, rowWeights, ignoreIndex: -1 });
        // The same as probabilities, which only the general kernel takes.
        const oneHot = new Float32Array(logits.length);
        labels.forEach((y, i) => (y < 0 ? (rowWeights[i] = 0) : (oneHot[i * classes + y] = 1)));
        const general = [gradient, losses, zLosses].map((part) => new Float32Array(part.length).fill(777));
        const [wantGradient, wantLosses, wantZLosses] = general;
        softmaxCrossEntropy({
          logits,
          target: oneHot,
          ...options,
          rowWeights,
          scale: 1,
          gradient: wantGradient,
          losses: wantLosses,
          zLosses: wantZLosses,
        });
        const what = `${classes} classes, ${JSON.stringify(options)}`;
        assert.deepEqual(Array.from(losses, kindOf), Array.from(wantLosses, kindOf), `${what}: losses`);
        assert.deepEqual(Array.from(zLosses, kindOf), Array.from(wantZLosses, kindOf), `${what}: z-losses`);
        gradient.forEach((value, j) => {
          const want = wantGradient[j];
          const isNear = Math.abs(value - want) <= 2 ** -20 || (Number.isNaN(value) && Number.isNaN(want));
          assert.ok(
            isNear,
            `${what}: gradient ${Math.floor(j / classes)}, ${j % classes}: ${value}, not ${want}`,
          );
          if (logits[j] === -Infinity)
            assert.ok(Object.is(value, want), `${what}: masked ${j}: ${value}, ${want}`);
        });
      }
    }
  });

  it('give the same bits wherever a row lies and whatever is beside it', () => {
    for (const classes of [1, 2, 3, 4, 7, 31, 32, 33, 47, 64, 95, 131]) {
      const whole = sample('place', 9, classes, (normal) => 5 * normal());
      whole.logits.fill(NaN, 2 * classes, 3 * classes).fill(1e30, 4 * classes, 5 * classes);
      if (classes > 1) whole.logits[6 * classes - 1] = -Infinity; // behind a row for the general kernel
      whole.labels[7] = -100;
      for (const options of OPTIONS) {
        const expected = run(whole, options);
        for (let offset = 1; offset < 5; offset++) {
          assert.deepEqual(run(whole, options, { offset }), expected);
        }
        for (let i = 0; i < 9; i++) {
          const logits = whole.logits.slice(i * classes, (i + 1) * classes);
          const alone = run({ logits, labels: whole.labels.slice(i, i + 1), classes }, options);
          assert.deepEqual(alone.losses, expected.losses.slice(i, i + 1));
          assert.deepEqual(alone.zLosses, expected.zLosses.slice(i, i + 1));
          assert.deepEqual(alone.gradient, expected.gradient.slice(i * classes, (i + 1) * classes));
        }
      }
    }
  });

  it('give the same bits on 1, 2, 3 and 8 threads', () => {
    for (const [rows, classes] of [
      [20001, 5],
      [301, 1000],
    ]) {
      const whole = sample('threads', rows, classes, (normal) => 5 * normal());
      const options = { labelSmoothing: 0.1, zLoss: 1e-4 };
      const [expected, ...others] = onThreads(() => run(whole, options));
      for (const other of others) assert.deepEqual(other, expected);
    }
  });

  it('may overwrite the logits', () => {
    for (const classes of [3, 10, 33, 100]) {
      for (const centre of [0, 500, 1e6]) {
        for (const options of OPTIONS) {
          const { logits, labels } = sample('in place', 7, classes, (normal) => centre + 5 * normal());
          logits.fill(-Infinity, classes, 2 * classes)[2 * classes] = NaN;
          const expected = run({ logits, labels, classes }, options);
          const losses = new Float32Array(7);
          softmaxCrossEntropy({ logits, target: labels, ...options, scale: 1, gradient: logits, losses });
          assert.deepEqual(logits, expected.gradient);
          assert.deepEqual(losses, expected.losses);
        }
      }
    }
  });
});

/** A row of each kind that is not as others are, some of them side by side; −1 is ignored. */
function oddRows(classes: number): Sample {
  const rows = sample('odd', 14, classes, (normal) => 3 * normal());
  const { logits, labels } = rows;
  const row = (i: number): Float32Array => logits.subarray(i * classes, (i + 1) * classes);
  row(0).fill(NaN);
  labels[0] = -1;
  row(1).fill(NaN); // of weight 0
  row(2)[classes - 1] = NaN;
  row(3)[0] = Infinity;
  row(4).fill(-Infinity);
  row(5).fill(NaN);
  row(6).fill(-Infinity)[classes >> 1] = NaN;
  row(7)[labels[7]] = NaN;
  row(8)[labels[8]] = -Infinity;
  row(9)[(labels[9] + 1) % classes] = -Infinity;
  row(10).fill(-Infinity)[labels[10]] = 2; // nothing but the label
  row(11).fill(-Infinity)[(labels[11] + 1) % classes] = 2; // nothing but another class
  row(12)[0] = Infinity;
  row(12)[1] = -Infinity;
  return rows;
}

/** NaN, an infinity, 0, or a number to some digits. */
function kindOf(value: number): string {
  return value.toPrecision(5);
}
