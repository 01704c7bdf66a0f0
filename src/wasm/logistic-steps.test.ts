import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { LabelError, ShapeError, rng } from '../core';
import { plainSteps } from '../word-vectors/plain-steps';
import { logisticSteps, setThreads, type LogisticSteps } from '.';

const threads = [1, 2, 3, 8];
afterEach(() => setThreads(1));

/** A model of few rows, which come again and again: an order of steps that is not the examples' shows. */
function model(seed: number, dimensions: number): LogisticSteps {
  const random = rng(seed);
  const numbers = (rows: number): Float32Array =>
    random.normals([rows, dimensions], { std: 0.5, dtype: 'float32' }).data as Float32Array;
  const list = (length: number, draw: (i: number) => number): Int32Array =>
    Int32Array.from({ length }, (_, i) => draw(i));
  const [count, inputs, targets] = [200, 3, 7];
  return {
    inputs: numbers(9),
    outputs: numbers(8),
    dimensions,
    learningRate: 0.05,
    examples: {
      count,
      inputStarts: list(count + 1, (i) => inputs * i - (i > 50 ? 2 : 0)),
      inputRows: list(count * inputs, () => random.integer(9)),
      targetRanges: list(2 * count, (i) => targets * (i >> 1) + (i % 2) * targets),
      targets: list(count * targets, () => random.integer(16)),
    },
  };
}

const copy = (from: LogisticSteps): LogisticSteps => ({
  ...from,
  inputs: from.inputs.slice(),
  outputs: from.outputs.slice(),
});

describe('logisticSteps', () => {
  it('is the plain loop, but for rounding', () => {
    for (const dimensions of [1, 2, 3, 4, 7, 16, 19, 31, 100]) {
      const steps = model(dimensions, dimensions);
      const plain = {
        ...steps,
        inputs: Float64Array.from(steps.inputs),
        outputs: Float64Array.from(steps.outputs),
      };
      const expected = plainSteps(plain);
      const [loss] = logisticSteps([steps]);
      assert.ok(Math.abs(loss / expected - 1) < 1e-6, `${dimensions}: ${loss} and ${expected}`);
      for (const name of ['inputs', 'outputs'] as const) {
        steps[name].forEach((v, i) =>
          assert.ok(Math.abs(v - plain[name][i]) < 2e-5 * Math.max(1, Math.abs(v)), `${name}[${i}]: ${v}`),
        );
      }
    }
  });

  it('gives several models the bits of each by itself, on any number of threads', () => {
    const models = [10, 100, 33].map((dimensions) => model(dimensions, dimensions));
    const alone = models.map(copy);
    const losses = alone.map((one) => logisticSteps([one])[0]);
    for (const count of threads) {
      setThreads(count);
      const together = models.map(copy);
      assert.deepEqual(logisticSteps(together), losses);
      assert.deepEqual(together, alone);
    }
  });

  it('counts the loss of thousands of targets, and of scores of any size', () => {
    const steps = (z: number, label: number, count: number): LogisticSteps => ({
      inputs: Float32Array.of(z),
      outputs: Float32Array.of(1),
      dimensions: 1,
      learningRate: 0,
      examples: {
        count: 1,
        inputStarts: Int32Array.of(0, 1),
        inputRows: Int32Array.of(0),
        targetRanges: Int32Array.of(0, count),
        targets: new Int32Array(count).fill(label),
      },
    });
    const loss = (z: number, label: number, count = 1): number => logisticSteps([steps(z, label, count)])[0];
    assert.ok(Math.abs(loss(0, 1, 5000) - 5000 * Math.LN2) < 1e-9);
    assert.equal(loss(200, 0), 200);
    assert.equal(loss(200, 1), 0);
    assert.ok(Math.abs(loss(-3, 1) - 3.0485873515737421) < 1e-6);
    assert.equal(loss(-Infinity, 1), Infinity);
    assert.equal(loss(NaN, 1), NaN);
  });

  it('refuses what does not fit, and changes nothing then', () => {
    const refused = (
      change: Partial<LogisticSteps['examples']>,
      message: RegExp,
      error = LabelError,
    ): void => {
      const steps = model(1, 4);
      const before = copy(steps);
      assert.throws(
        () => logisticSteps([before, { ...steps, examples: { ...steps.examples, ...change } }]),
        (thrown) => thrown instanceof error && message.test(thrown.message),
      );
      assert.deepEqual(before, copy(steps));
    };
    const { examples } = model(1, 4);
    const rows = examples.inputRows.slice();
    rows[5] = 9;
    refused({ inputRows: rows }, /inputRows\[5\] is 9, expected an integer of 0 … 8/);
    const targets = examples.targets.slice();
    targets[2] = -1;
    refused({ targets }, /targets\[2\] is -1, expected an integer of 0 … 15/);
    refused({ count: 201 }, /inputStarts should hold at least 202/, ShapeError);
    const starts = examples.inputStarts.slice();
    starts[1] = 0;
    refused({ inputStarts: starts }, /example 0 should have one input row or more/, ShapeError);
  });
});
