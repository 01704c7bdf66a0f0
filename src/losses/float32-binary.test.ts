import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { rng, tensor, type Tensor } from '../core';
import { sigmoid } from '../math';
import { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './binary-cross-entropy';

const [ROWS, COLUMNS] = [41, 17];
const random = rng('float32 binary cross-entropy');
const logits = random.split('logits').normals([ROWS, COLUMNS], { std: 8, dtype: 'float32' });
const hard = tensor(
  Float32Array.from(logits.data, () => random.integer(2)),
  { shape: logits.shape },
);
const soft = sigmoid(random.split('soft').normals([ROWS, COLUMNS], { dtype: 'float32' }));
const posWeight = Array.from({ length: COLUMNS }, () => random.uniform() * 3);
const weight = tensor(
  Float64Array.from(logits.data, (_, i) => (i % 7 === 0 ? 0 : random.uniform() * 2)),
  { shape: logits.shape },
);

function widened(x: Tensor): Tensor {
  return tensor(Float64Array.from(x.data), { shape: x.shape });
}

describe('binaryCrossEntropy of float32 logits', () => {
  const cases: Record<string, BinaryCrossEntropyOptions> = {
    plain: {},
    'posWeight of each column': { posWeight },
    'one posWeight, weight of each column': { posWeight: 2.5, weight: posWeight },
    'weights of each logit, some 0': { weight, posWeight },
  };
  for (const [name, options] of Object.entries(cases)) {
    it(`is rounded once from float64: ${name}`, () => {
      for (const target of [hard, soft]) {
        const none = { ...options, reduction: 'none' } as const;
        const fast = binaryCrossEntropy.withGradient(logits, target, none);
        const reference = binaryCrossEntropy.withGradient(widened(logits), widened(target), none);
        const worst = worstOf();
        for (const part of ['loss', 'gradient'] as const) {
          fast[part].data.forEach((value, i) => {
            // Where targets are soft, the gradient's two terms may cancel; they are float64.
            const slack = part === 'gradient' && target === soft ? 1e-13 : 0;
            const error = ulpError32(value, reference[part].data[i]);
            if (Math.abs(value - reference[part].data[i]) > slack) worst.add(error, `${part}[${i}]`);
          });
        }
        assert.ok(worst.worst <= 0.51, `${worst.at}: ${worst.worst} ulp`);
        assert.deepEqual(binaryCrossEntropy(logits, target, none).data, fast.loss.data);
      }
    });
  }

  it('reduces as the float64 code does, and scales the gradient alike', () => {
    const options: BinaryCrossEntropyOptions[] = [{}, { reduction: 'sum' }, { normalizer: 7 }, { weight }];
    for (const given of options) {
      const fast = binaryCrossEntropy.withGradient(logits, hard, given);
      const reference = binaryCrossEntropy.withGradient(widened(logits), widened(hard), given);
      assert.ok(Math.abs(Number(fast.loss) / Number(reference.loss) - 1) < 1e-7);
      fast.gradient.data.forEach((value, i) =>
        assert.ok(ulpError32(value, reference.gradient.data[i]) <= 0.51),
      );
    }
  });

  it('keeps the policies: 0·∞, NaN, what has the weight 0, arrays as targets, the errors', () => {
    const flat = (f: (i: number) => number): Tensor =>
      tensor(Float32Array.from({ length: 600 }, (_, i) => f(i)));
    const ones = Array.from({ length: 600 }, (_, i) => i % 2);
    const { loss, gradient } = binaryCrossEntropy.withGradient(
      flat((i) => (i === 599 ? NaN : i % 2 ? Infinity : -Infinity)),
      ones,
      { reduction: 'none' },
    );
    assert.ok(loss.data.every((value, i) => (i === 599 ? Number.isNaN(value) : value === 0)));
    assert.ok(gradient.data.every((value, i) => (i === 599 ? Number.isNaN(value) : value === 0)));
    const spoilt = flat((i) => (i === 5 ? NaN : 0));
    const masked = ones.map((_, i) => Number(i !== 5));
    assert.ok(!Number.isNaN(binaryCrossEntropy(spoilt, ones, { weight: masked })));
    assert.throws(
      () =>
        binaryCrossEntropy(
          spoilt,
          ones.map((y) => 2 * y),
        ),
      {
        name: 'LabelError',
        message: /target\[1\] is 2/,
      },
    );
  });

  it('writes the gradient over the logits or the targets when told to, the same bits on any number of threads', () => {
    const copy = (x: Tensor): Tensor => tensor(x.data.slice() as Float32Array, { shape: x.shape });
    const expected = binaryCrossEntropy.withGradient(logits, hard).gradient.data;
    onThreads(() => {
      for (const [z, y] of [
        [copy(logits), hard],
        [logits, copy(hard)],
      ]) {
        const out = z === logits ? y : z;
        assert.equal(binaryCrossEntropy.withGradient(z, y, { out }).gradient, out);
        assert.deepEqual(out.data, expected);
      }
    });
  });
});
