import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convert, exp, rng, tensor, type Tensor } from '../core';
import { softmaxCrossEntropy } from '../losses';
import { logSumExp } from '../math';
import { mergeShards, type ShardPart } from './merge-shards';
import { shardPart } from './shard-part';

const random = rng('shards');

function columns({ data, shape: [rows, classes], dtype }: Tensor, from: number, to: number): Tensor {
  const numbers = Array.from({ length: rows }, (_, i) => [
    ...data.subarray(i * classes + from, i * classes + to),
  ]);
  return tensor(numbers, { dtype });
}

function partsOf(logits: Tensor, labels: ArrayLike<number>, shards: number) {
  const classes = logits.shape[1];
  return Array.from({ length: shards }, (_, s) => {
    const [first, end] = [s, s + 1].map((n) => Math.round((n * classes) / shards));
    return shardPart(columns(logits, first, end), Array.from(labels), { first });
  });
}

const within = (actual: number, expected: number, bound: number): void =>
  assert.ok(Math.abs(actual - expected) <= bound, `${actual} is not ${expected} ± ${bound}`);

describe('mergeShards', () => {
  for (const shards of [1, 2, 3, 7]) {
    it(`gives the loss of all classes, within the error that it states: ${shards} shards`, () => {
      for (const std of [0.1, 3, 100]) {
        for (const dtype of ['float64', 'float32'] as const) {
          const [rows, classes] = [40, 50];
          const logits = random.normals([rows, classes], { std, dtype });
          logits.data.fill(-Infinity, 5 * classes, 5 * classes + 30); // whole shards of it
          const labels = Array.from({ length: rows }, (_, i) => (i === 5 ? 40 : random.integer(classes)));
          const { losses, logSum } = mergeShards(partsOf(logits, labels, shards));
          const wide = convert(logits, 'float64');
          const expected = softmaxCrossEntropy(wide, labels, { reduction: 'none' }).data;
          expected.forEach((loss, i) => {
            const bound = (shards + 6 + classes) * 2 ** -53 * Math.max(1, loss);
            within(losses.data[i], loss, bound);
          });
          const all = logSumExp(wide);
          all.data.forEach((value, i) =>
            within(logSum.data[i], value, 1e-15 * Math.max(70, Math.abs(value))),
          );
        }
      }
    });
  }

  it('gives each shard what its gradient takes', () => {
    const logits = random.normals([4, 12]);
    const labels = [0, 5, 6, 11];
    const { logSum } = mergeShards(partsOf(logits, labels, 3));
    const { gradient } = softmaxCrossEntropy.withGradient(logits, labels, { reduction: 'sum' });
    gradient.data.forEach((g, n) => {
      const [i, k] = [Math.floor(n / 12), n % 12];
      within(exp(logits.data[n] - logSum.data[i]) - Number(labels[i] === k), g, 1e-15);
    });
  });

  it('merges what was merged, in any order', () => {
    const logits = random.normals([6, 20], { std: 4 });
    const labels = [0, 19, 4, 7, 11, 12];
    const [a, b, c, d] = partsOf(logits, labels, 4);
    const { losses } = mergeShards([a, b, c, d]);
    const again = mergeShards([mergeShards([d, b]), mergeShards([c]), a]);
    losses.data.forEach((loss, i) => within(again.losses.data[i], loss, 1e-14));
  });

  it('has an infinite loss for a label that is masked or of no shard, and lets NaN through', () => {
    const infinite = shardPart(
      [
        [0, -Infinity],
        [0, 0],
        [NaN, 1],
      ],
      [1, 9, 1],
      { first: 0 },
    );
    const { losses } = mergeShards([infinite]);
    assert.deepEqual(Array.from(losses.data), [Infinity, Infinity, NaN]);
  });

  it('says what is wrong', () => {
    const part: ShardPart = { max: [1, 2], sum: [1, 1], labelLogit: [1, -Infinity] };
    const refuses = (parts: unknown, name: string, message: RegExp): void =>
      assert.throws(() => mergeShards(parts as ShardPart[]), { name, message });
    refuses([], 'OptionError', /parts should be an array .* got an array of 0/);
    refuses(part, 'OptionError', /one a shard; got Object/);
    refuses([part, {}], 'ShapeError', /parts\[1\]\.max should be a tensor/);
    refuses([part, null], 'ShapeError', /parts\[1\]\.max/);
    refuses([part, { ...part, sum: [1] }], 'ShapeError', /parts\[1\]\.sum has 1 rows, .* has 2/);
    refuses(
      [{ ...part, max: [[1, 2]] }],
      'ShapeError',
      /parts\[0\]\.max should have shape \[N\], got \[1, 2\]/,
    );
    const masked = { ...part, max: [1, -Infinity] };
    refuses([masked, masked], 'DomainError', /all logits of row 1 are −∞/);
    assert.throws(() => shardPart([[1]], [-1], { first: 0 }), { name: 'LabelError' });
    assert.throws(() => shardPart([[1]], [0], {} as never), { name: 'OptionError', message: /first/ });
    assert.throws(() => shardPart(tensor([], { shape: [2, 0] }), [0, 0], { first: 0 }), /at least one class/);
  });
});
