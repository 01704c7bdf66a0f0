import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exp, rng, tensor } from '../core';
import {
  softmaxCrossEntropy as reference,
  type SoftmaxCrossEntropyOptions,
} from '../losses/softmax-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const ULP = 2 ** -23;
const ROWS = 7;

interface Case {
  classes: number;
  probabilities: boolean;
  options: SoftmaxCrossEntropyOptions;
}

/** Every subset of the options, for both kinds of targets and odd numbers of classes. */
function cases(): Case[] {
  const random = rng('options');
  const all: Case[] = [];
  for (const classes of [1, 2, 3, 4, 5, 10, 33, 101]) {
    for (let subset = 0; subset < 64; subset++) {
      const has = (bit: number): boolean => (subset & (1 << bit)) !== 0;
      const weights = (n: number): number[] => Array.from({ length: n }, () => 0.1 + 2 * random.uniform());
      all.push({
        classes,
        probabilities: has(0),
        options: {
          ...(has(1) && { weight: weights(classes) }),
          ...(has(2) && { sampleWeight: weights(ROWS).map((w, i) => (i === 3 ? 0 : w)) }),
          ...(has(3) && { labelSmoothing: 0.1 }),
          ...(has(4) && { zLoss: 0.01 }),
          ...(has(5) && { softcap: 5 }),
        },
      });
    }
  }
  return all;
}

function check({ classes, probabilities, options }: Case, scale: number, masked: boolean): void {
  const random = rng('rows').split(`${classes} ${scale}`);
  const logits = Float32Array.from({ length: ROWS * classes }, () => scale * random.normal());
  if (masked && classes > 2) for (let i = 0; i < ROWS; i++) logits[i * classes + (i % classes)] = -Infinity;
  const labels = Int32Array.from({ length: ROWS }, (_, i) => (i === 5 ? -100 : random.integer(classes)));
  if (masked && classes > 2)
    labels.forEach((y, i) => (labels[i] = y === i % classes ? (y + 1) % classes : y));
  if (masked) labels[5] = -100;
  const rows = Array.from({ length: ROWS }, (_, i) => {
    if (i === 5) return new Array<number>(classes).fill(0); // ignored
    const p = Array.from({ length: classes }, (_, k) => (masked && k === i % classes ? 0 : random.uniform()));
    const sum = p.reduce((a, b) => a + b);
    return sum === 0 ? p.fill(1) : p.map((value) => value / sum);
  });
  const target = Float32Array.from(rows.flat());
  const shape = [ROWS, classes];

  // The reference computes in float64 when it gets float64: the same numbers, to more digits.
  const want = reference.withGradient(
    tensor(Float64Array.from(logits), { shape }),
    probabilities ? tensor(Float64Array.from(target), { shape }) : labels,
    { ...options, reduction: 'none' },
  );
  const gradient = new Float32Array(ROWS * classes);
  const [losses, zLosses] = [new Float32Array(ROWS), new Float32Array(ROWS)];
  const sampleWeight = Array.from({ length: ROWS }, (_, i) => (options.sampleWeight as number[])?.[i] ?? 1);
  if (probabilities) sampleWeight[5] = 0;
  softmaxCrossEntropy({
    logits,
    target: probabilities ? target : labels,
    classWeights: options.weight && Float64Array.from(options.weight as number[]),
    rowWeights: probabilities || options.sampleWeight ? Float64Array.from(sampleWeight) : undefined,
    labelSmoothing: options.labelSmoothing,
    zLoss: options.zLoss,
    softcap: options.softcap,
    scale: 0.5,
    gradient,
    losses,
    zLosses,
  });
  const isFast = !probabilities && !options.softcap && !(options.weight && options.labelSmoothing);
  const where = JSON.stringify({ classes, probabilities, scale, masked, ...options });
  for (let i = 0; i < ROWS; i++) {
    close(losses[i], want.loss.data[i], Math.abs(want.loss.data[i]), `${where}: loss ${i}`);
    const share = want.zLoss?.data[i] ?? 0; // λ ω L²
    const weight = probabilities ? 1 : ((options.weight as number[])?.[labels[i]] ?? 1);
    const coefficient = (options.zLoss ?? 0) * sampleWeight[i] * weight;
    // Of class indices, L² is as exact as if |L| were 1 where it is less.
    const size = isFast ? Math.max(share, Math.sqrt(share * coefficient)) : share;
    close(zLosses[i], share, size, `${where}: z-loss ${i}`);
    for (let k = 0; k < classes; k++) {
      const at = i * classes + k;
      // p − q may cancel: then the error is relative to the terms, which are at most about the weights.
      const size =
        Math.abs(want.gradient.data[at]) + (sampleWeight[i] * (options.weight ? 2.1 : 1)) / classes;
      close(2 * gradient[at], want.gradient.data[at], size, `${where}: gradient ${i}, ${k}`);
    }
  }
}

function close(actual: number, expected: number, size: number, what: string): void {
  if (actual === expected) return;
  assert.ok(Math.abs(actual - expected) <= 2 * ULP * size, `${what} is ${actual}, not ${expected}`);
}

describe('The softmax cross-entropy kernel with options', () => {
  for (const scale of [0.5, 3, 30]) {
    it(`agrees with the reference for every subset of them, logits of scale ${scale}`, () => {
      cases().forEach((options) => check(options, scale, false));
    });
  }

  it('leaves out masked classes', () => {
    cases()
      .filter(({ options }) => !options.labelSmoothing)
      .forEach((options) => check(options, 3, true));
  });

  it('agrees with it far from what a soft cap leaves as it is, and near', () => {
    for (const softcap of [0.01, 3, 30, 1e4, 1e6]) {
      for (const scale of [0.01, 0.3, 1.25, 4, 30]) {
        for (const probabilities of [false, true])
          check({ classes: 101, probabilities, options: { softcap } }, scale * softcap, scale > 1);
      }
    }
  });

  it('agrees with it for more classes than a thread keeps its numbers of', () => {
    for (const options of [{ labelSmoothing: 0.1, softcap: 1 }, { labelSmoothing: 0.1 }])
      check({ classes: 65_601, probabilities: true, options }, 3, false);
  });

  it('keeps the digits of a confident row whose target is one-hot', () => {
    for (const classes of [2, 9, 40]) {
      const logits = new Float32Array(classes);
      logits[1] = 50;
      const target = new Float32Array(classes);
      target[1] = 1;
      const [losses, gradient] = [new Float32Array(1), new Float32Array(classes)];
      softmaxCrossEntropy({ logits, target, scale: 1, gradient, losses });
      const others = (classes - 1) * exp(-50);
      assert.ok(Math.abs(losses[0] / others - 1) < ULP, `${losses[0]}, not ${others}`);
      assert.ok(Math.abs(gradient[1] / others + 1) < ULP, `${gradient[1]}, not ${-others}`);
    }
  });

  it('gives +∞ where smoothing gives weight to a masked class', () => {
    const losses = new Float32Array(1);
    const gradient = new Float32Array(3);
    const logits = Float32Array.of(1, -Infinity, 2);
    softmaxCrossEntropy({
      logits,
      target: Int32Array.of(0),
      labelSmoothing: 0.1,
      scale: 1,
      gradient,
      losses,
    });
    assert.equal(losses[0], Infinity);
  });

  it('gives NaN for NaN, marks a row without a class, and may overwrite the logits', () => {
    for (const classes of [3, 10, 41]) {
      const logits = Float32Array.from({ length: 3 * classes }, (_, i) => i % 7);
      logits[classes - 1] = NaN;
      logits.fill(-Infinity, classes, 2 * classes);
      const losses = new Float32Array(3);
      const expected = new Float32Array(3 * classes);
      const run = { logits, target: Int32Array.of(0, 1, 2), zLoss: 0.1, scale: 1, losses };
      softmaxCrossEntropy({ ...run, gradient: expected });
      softmaxCrossEntropy({ ...run, gradient: logits });
      assert.deepEqual(logits, expected);
      assert.deepEqual([losses[0], losses[1]], [NaN, -Infinity]);
      assert.ok(Number.isFinite(losses[2]));
      assert.deepEqual(
        Array.from(logits, (value) => Number.isNaN(value)),
        Array.from(logits, (_, i) => i < 2 * classes),
      );
    }
  });
});
