import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exp, log1p } from '../core';
import { LOGITS, sample, type Element, type Sample } from '../../test/support/logit-rows';
import { ulpError32, worstOf, type Worst } from '../../test/support/ulp32';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyRun } from './softmax-cross-entropy';
import { setThreads, threads } from './thread-count';

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

interface Exact {
  loss: number;
  zLoss: number;
  /** What the error of the z-loss is measured by: as if |log Σ exp z| were 1 where it is less. */
  zSize: number;
  gradient: number[];
  /** The larger term of each: that is what its error is measured by. */
  size: number[];
}

/** One row in float64: far more digits than float32 has. */
function exactRow(z: Float32Array, y: number, { labelSmoothing = 0, zLoss = 0 }: Options): Exact {
  const K = z.length;
  const top = z.indexOf(Math.max(...z));
  const e = Array.from(z, (value) => exp(value - z[top]));
  const sumWithout = (...left: number[]): number =>
    e
      .filter((_, k) => !left.includes(k))
      .sort((a, b) => a - b)
      .reduce((a, b) => a + b, 0);
  const above = log1p(sumWithout(top)); // log Σ exp (z − max)
  const sum = 1 + sumWithout(top);
  const logSum = z[top] + above;
  const c = e.map((_, k) => labelSmoothing / K + (k === y ? 1 - labelSmoothing : 0));
  // The row's c sum to 1: exactly, where one class has it all.
  const without = (k: number): number => (k === y ? labelSmoothing - labelSmoothing / K : 1 - c[k]);
  const others = (k: number): number => (k === top || k === y ? sumWithout(k) : sum - e[k]);
  const bend = 2 * zLoss * logSum;
  const share = zLoss * logSum * logSum;
  let loss = share;
  for (const [k, value] of z.entries()) if (c[k] !== 0) loss += c[k] * (above + (z[top] - value));
  return {
    loss,
    zLoss: share,
    zSize: zLoss * Math.abs(logSum) * Math.max(1, Math.abs(logSum)),
    gradient: e.map((value, k) => ((without(k) + bend) * value - c[k] * others(k)) / sum),
    size: e.map((value, k) => {
      const p = value / sum;
      // Of the label, where the plain loss has 1 − p to all digits, what is left after p itself cancelled.
      return k === y
        ? Math.max(without(k) * p, Math.abs(bend * p), (c[k] * others(k)) / sum)
        : Math.max(p, Math.abs(1 + bend) * p, c[k]);
    }),
  };
}

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
});
