import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LOGITS, sample, type Sample } from '../../test/support/logit-rows';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32, worstOf, type Worst } from '../../test/support/ulp32';
import { exp, expm1, log, log1p, pow } from '../core';
import { labelLoss, type LabelFunction } from './label-loss';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const FUNCTIONS: LabelFunction[] = [
  { name: 'poly', a: 1, b: 1 },
  { name: 'poly', a: 0.1, b: 4 },
  { name: 'poly', a: 0, b: 1 },
  { name: 'poly', a: 1, b: -0.5 },
  { name: 'poly', a: 1, b: -1 },
  { name: 'focal', gamma: 0.5 },
  { name: 'focal', gamma: 2 },
  { name: 'focal', gamma: 5 },
  { name: 'generalized', q: 0.7 },
  { name: 'generalized', q: 1 },
  { name: 'generalized', q: 0.001 },
];

/** What is claimed: 1 − p and p have errors of about an ulp, of which (1 − p)^γ makes γ, a square and a product one more. */
const boundOf = (of: LabelFunction): number => (of.name === 'focal' ? 2 + of.gamma : 3);

/** Loss and gradient of one row in float64: far more digits than float32 has. */
function exactRow(z: Float32Array, y: number, of: LabelFunction): { loss: number; gradient: number[] } {
  const max = Math.max(...z);
  const e = Array.from(z, (value) => exp(value - max));
  const others = e
    .filter((_, k) => k !== y)
    .sort((a, b) => a - b)
    .reduce((a, b) => a + b, 0);
  const sum = others + e[y];
  const [p, rest] = [e[y] / sum, others / sum];
  const cost = others < e[y] ? log1p(others / e[y]) : log(sum) + (max - z[y]);
  const [loss, slope] = exactFunction(of, p, rest, cost);
  return { loss, gradient: e.map((value, k) => slope * (k === y ? -rest : value / sum)) };
}

function exactFunction(of: LabelFunction, p: number, rest: number, cost: number): [number, number] {
  if (of.name === 'generalized') return [-expm1(-of.q * cost) / of.q, exp(-of.q * cost)];
  if (of.name === 'focal') {
    const focus = pow(rest, of.gamma);
    const ratio = rest === 0 ? 1 : p === 0 ? 0 : (p * cost) / rest;
    return [focus * cost, focus * (1 + of.gamma * ratio)];
  }
  // Σ restʲ/j from j = 2; a (−log p) + b (1 − p) cancels where b < 0
  let higher = cost - rest;
  if (rest < 0.1) {
    higher = 0;
    for (let j = 20; j >= 2; j--) higher = higher * rest + 1 / j;
    higher *= rest * rest;
  }
  const main = of.a + Math.min(of.b, 0);
  const terms = main === 0 ? 0 : main * cost;
  return of.b < 0 ? [terms - of.b * higher, main - of.b * rest] : [terms + of.b * rest, main + of.b * p];
}

interface Settings {
  weights?: Float64Array;
  scale?: number;
  offset?: number;
}

/** Runs the kernel with its operands at odd places, and checks that it wrote nothing else. */
function run(
  { logits, labels, classes }: Sample,
  of: LabelFunction,
  { weights, scale = 1, offset = 0 }: Settings = {},
): { gradient: Float32Array; losses: Float32Array } {
  const rows = labels.length;
  const buffers = [rows * classes, rows].map((n) => new Float32Array(n + 16).fill(777));
  const [gradient, losses] = buffers.map((b) => b.subarray(offset, b.length - 16 + offset));
  const around = new Float32Array(logits.length + 16).fill(NaN);
  around.set(logits, offset);
  const at = around.subarray(offset, offset + logits.length);
  labelLoss({ logits: at, labels, rowWeights: weights, ignoreIndex: -1, of, scale, gradient, losses });
  for (const buffer of buffers) {
    const untouched = [...buffer.subarray(0, offset), ...buffer.subarray(buffer.length - 16 + offset)];
    assert.ok(untouched.every((value) => value === 777));
  }
  return { gradient, losses };
}

/** The largest error over all rows, in ulps of the exact value. */
function worst(rows: Sample, of: LabelFunction, scale = 1): Worst {
  const { gradient, losses } = run(rows, of, { scale });
  const { logits, labels, classes } = rows;
  const worst = worstOf();
  labels.forEach((y, i) => {
    const want = exactRow(logits.subarray(i * classes, (i + 1) * classes), y, of);
    worst.add(ulpError32(losses[i], want.loss), `loss ${i}`);
    want.gradient.forEach((value, k) => {
      worst.add(ulpError32(gradient[i * classes + k], scale * value), `gradient ${i}, ${k} (label ${y})`);
    });
  });
  return worst;
}

describe("The kernel of functions of the label's probability", () => {
  for (const [name, element] of Object.entries(LOGITS)) {
    it(`is within 3 ulp, or 2 + γ, for logits ${name}`, () => {
      for (const classes of [1, 2, 3, 5, 10, 32, 33, 100, 1000]) {
        const rows = sample(name, Math.min(300, Math.ceil(1500 / classes)), classes, element);
        for (const of of FUNCTIONS) {
          const error = worst(rows, of);
          const what = `${JSON.stringify(of)}, ${classes} classes, seed ${name}`;
          assert.ok(error.worst <= boundOf(of), `${what}: ${error.worst} ulp at ${error.at}`);
        }
      }
    });
  }

  it('is within its bounds for confident rows, whose factor float32 would not hold, and small scales', () => {
    for (const classes of [2, 10, 33, 70]) {
      const rows = sample('confident', 60, classes, (normal, k, i) => (k === i % classes ? i / 2 : normal()));
      for (const of of FUNCTIONS) {
        for (const scale of [1, 1 / 256, 1e-20]) {
          const error = worst(rows, of, scale);
          const what = `${JSON.stringify(of)}, ${classes} classes, scale ${scale}`;
          assert.ok(error.worst <= boundOf(of), `${what}: ${error.worst} ulp at ${error.at}`);
        }
      }
    }
  });

  it('is within its bounds for a vocabulary of 50,272', () => {
    const rows = sample('vocabulary', 2, 50272, (normal) => 4 * normal());
    for (const of of FUNCTIONS) {
      const error = worst(rows, of, 1 / 64);
      assert.ok(error.worst <= boundOf(of), `${JSON.stringify(of)}: ${error.worst} ulp at ${error.at}`);
    }
  });

  it('measures what it says: 1 − p of a rounded p fails', () => {
    const { logits, labels, classes } = sample('plain', 40, 10, (normal, k, i) => normal() + (k ? 0 : i / 4));
    const errors = worstOf();
    labels.forEach((_, i) => {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const of: LabelFunction = { name: 'focal', gamma: 2 };
      const { loss } = exactRow(row, 0, of);
      const p = Math.fround(exp(-exactRow(row, 0, { name: 'poly', a: 1, b: 0 }).loss));
      errors.add(ulpError32(Math.fround(-log(p) * (1 - p) * (1 - p)), loss), `${i}`);
    });
    assert.ok(errors.worst > 100, String(errors.worst));
  });

  it('is the cross-entropy, bit for bit, where it is only −log p', () => {
    for (const classes of [1, 3, 10, 32, 33, 100]) {
      const rows = sample('plain', 21, classes, (normal) => 4 * normal());
      const got = run(rows, { name: 'poly', a: 1, b: 0 }, { scale: 1 / 8 });
      const want = { gradient: new Float32Array(21 * classes), losses: new Float32Array(21) };
      softmaxCrossEntropy({ logits: rows.logits, target: rows.labels, scale: 1 / 8, ...want });
      assert.deepEqual(got, want);
    }
  });

  it('gives the same bits wherever a row lies and whatever is beside it', () => {
    for (const classes of [1, 2, 3, 4, 7, 17, 32, 33, 47, 65]) {
      const whole = sample('place', 9, classes, (normal) => 9 * normal());
      for (const of of FUNCTIONS) {
        const expected = run(whole, of);
        for (let offset = 1; offset < 5; offset++) assert.deepEqual(run(whole, of, { offset }), expected);
        for (let i = 0; i < 9; i++) {
          const logits = whole.logits.slice(i * classes, (i + 1) * classes);
          const alone = run({ logits, labels: whole.labels.slice(i, i + 1), classes }, of);
          assert.deepEqual(alone.losses, expected.losses.slice(i, i + 1));
          assert.deepEqual(alone.gradient, expected.gradient.slice(i * classes, (i + 1) * classes));
        }
      }
    }
  });

  it('gives the same bits on 1, 2, 3 and 8 threads', () => {
    for (const [rows, classes] of [
      [20001, 5],
      [701, 100],
    ]) {
      const batch = sample('threads', rows, classes, (normal) => 3 * normal());
      const [first, ...others] = onThreads(() => run(batch, { name: 'focal', gamma: 2 }));
      for (const other of others) assert.deepEqual(other, first);
    }
  });

  it('weighs rows, and leaves out those of weight 0 or of the ignored class, whatever they hold', () => {
    for (const classes of [3, 40]) {
      const rows = sample('weights', 5, classes, (normal) => normal());
      for (const of of FUNCTIONS) {
        const plain = run(rows, of);
        const logits = rows.logits.slice().fill(NaN, classes, 3 * classes);
        const labels = rows.labels.slice().fill(-1, 2, 3);
        const weights = Float64Array.of(1, 0, 2, 2, 0.5);
        const { losses, gradient } = run({ logits, labels, classes }, of, { weights });
        [1, 0, 0, 2, 0.5].forEach((w, i) => {
          assert.equal(losses[i], w * plain.losses[i]);
          for (let k = i * classes; k < (i + 1) * classes; k++)
            assert.ok(gradient[k] === w * plain.gradient[k]);
        });
      }
    }
  });

  it('gives NaN for NaN and +∞, and the loss −∞ for a row of −∞ alone', () => {
    for (const classes of [3, 40]) {
      for (const of of FUNCTIONS) {
        const logits = new Float32Array(4 * classes);
        logits[1] = NaN;
        logits[classes] = Infinity;
        logits.fill(-Infinity, 2 * classes, 3 * classes);
        logits[3 * classes] = -Infinity; // a masked label
        const { losses, gradient } = run({ logits, labels: new Int32Array(4), classes }, of);
        assert.deepEqual([...losses.slice(0, 3)], [NaN, NaN, -Infinity]);
        assert.ok(gradient.slice(0, 3 * classes).every(Number.isNaN));
        const want = exactRow(logits.subarray(3 * classes), 0, of);
        assert.ok(ulpError32(losses[3], want.loss) <= 1, `${JSON.stringify(of)}: ${losses[3]}`);
        assert.ok(ulpError32(gradient[3 * classes], want.gradient[0]) <= 1);
      }
    }
  });
});
