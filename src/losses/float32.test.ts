import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { rng, tensor, type Tensor } from '../core';
import { softmax } from '../math';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';

const ROWS = 40;
const CLASSES = 37;
const random = rng('float32 losses');

const logits = random.split('logits').normals([ROWS, CLASSES], { std: 6, dtype: 'float32' });
const labels = Int32Array.from({ length: ROWS }, (_, i) => (i % 9 === 4 ? -100 : random.integer(CLASSES)));
const weight = Array.from({ length: CLASSES }, () => random.uniform() * 2);
const sampleWeight = Array.from({ length: ROWS }, (_, i) => (i % 7 === 0 ? 0 : random.uniform() * 2));
const soft = softmax(random.split('soft').normals([ROWS, CLASSES], { std: 2, dtype: 'float32' }));
soft.data.fill(0, 3 * CLASSES, 4 * CLASSES); // an ignored row

function widened(x: Tensor): Tensor {
  return tensor(Float64Array.from(x.data), { shape: x.shape });
}

/** Both types of the same numbers: the float32 kernel and the float64 reference. */
function both(target: Int32Array | Tensor, options: SoftmaxCrossEntropyOptions) {
  const wide = target instanceof Int32Array ? target : widened(target);
  return [
    softmaxCrossEntropy.withGradient(logits, target, { ...options, reduction: 'none' }),
    softmaxCrossEntropy.withGradient(widened(logits), wide, { ...options, reduction: 'none' }),
  ];
}

describe('softmaxCrossEntropy of float32 logits', () => {
  const exact: Record<string, SoftmaxCrossEntropyOptions> = {
    plain: {},
    'class weights': { weight },
    'sample weights': { sampleWeight },
    'both weights, another ignored class': { weight, sampleWeight, ignoreIndex: 5 },
  };
  for (const [name, options] of Object.entries(exact)) {
    it(`is within 2 ulp: ${name}`, () => {
      const known = options.ignoreIndex === undefined ? labels : labels.map((y) => (y < 0 ? 5 : y));
      const [fast, reference] = both(known, options);
      for (const part of ['loss', 'gradient'] as const) {
        const [actual, expected] = [fast[part], reference[part]];
        const worst = worstOf();
        actual.data.forEach((value, i) => worst.add(ulpError32(value, expected.data[i]), `${part}[${i}]`));
        assert.ok(worst.worst <= 2, `${worst.at}: ${worst.worst} ulp`);
      }
    });
  }

  const cancelling: Record<string, [Int32Array | Tensor, SoftmaxCrossEntropyOptions]> = {
    smoothing: [labels, { labelSmoothing: 0.1 }],
    'smoothing with weights': [labels, { labelSmoothing: 0.1, weight, sampleWeight }],
    'z-loss with weights': [labels, { zLoss: 0.01, weight, sampleWeight }],
    'soft cap': [labels, { softcap: 5 }],
    probabilities: [soft, {}],
    'probabilities with everything': [
      soft,
      { weight, sampleWeight, labelSmoothing: 0.2, zLoss: 0.01, softcap: 8 },
    ],
  };
  for (const [name, [target, options]] of Object.entries(cancelling)) {
    it(`agrees with the float64 code where terms cancel: ${name}`, () => {
      const [fast, reference] = both(target, options);
      const [actual, expected] = [fast.gradient, reference.gradient].map((gradient) => gradient.data);
      for (let i = 0; i < ROWS; i++) {
        const row = expected.subarray(i * CLASSES, (i + 1) * CLASSES);
        const scale = Math.max(...Array.from(row, Math.abs));
        row.forEach((value, k) => {
          const error = Math.abs(actual[i * CLASSES + k] - value);
          assert.ok(error <= 2 ** -22 * scale, `gradient[${i}, ${k}] is off by ${error} of ${scale}`);
        });
      }
      for (const part of ['loss', 'zLoss'] as const) {
        const [one, other] = [fast[part], reference[part]];
        assert.equal(one === undefined, other === undefined);
        one?.data.forEach((value, i) =>
          assert.ok(ulpError32(value, other?.data[i] ?? NaN) <= 2, `${part}[${i}]`),
        );
      }
    });
  }

  it('reduces as the float64 code does, and scales the gradient alike', () => {
    const options: SoftmaxCrossEntropyOptions[] = [
      {},
      { reduction: 'sum' },
      { normalizer: 7 },
      { weight, sampleWeight },
    ];
    for (const given of options) {
      const fast = softmaxCrossEntropy.withGradient(logits, labels, given);
      const reference = softmaxCrossEntropy.withGradient(widened(logits), labels, given);
      assert.ok(Math.abs(Number(fast.loss) / Number(reference.loss) - 1) < 1e-7);
      assert.equal(softmaxCrossEntropy(logits, labels, given), fast.loss);
      fast.gradient.data.forEach((value, i) => assert.ok(ulpError32(value, reference.gradient.data[i]) <= 2));
    }
  });

  it('keeps the policies: nothing that counts, NaN, a row of only −∞', () => {
    const none = new Int32Array(ROWS).fill(-100);
    assert.ok(Number.isNaN(softmaxCrossEntropy(logits, none)));
    assert.equal(softmaxCrossEntropy(logits, none, { onEmpty: 'zero' }), 0);
    assert.ok(softmaxCrossEntropy.withGradient(logits, none).gradient.data.every((g) => g === 0));
    const spoilt = tensor(logits.data.slice(), { shape: [ROWS, CLASSES] });
    spoilt.data[CLASSES + 1] = NaN;
    assert.ok(Number.isNaN(softmaxCrossEntropy(spoilt, labels)));
    spoilt.data.fill(-Infinity, 2 * CLASSES, 3 * CLASSES);
    assert.throws(() => softmaxCrossEntropy(spoilt, labels), {
      name: 'DomainError',
      message: /row 2 is all −∞/,
    });
  });

  it('writes the gradient over the logits when told to', () => {
    const own = tensor(logits.data.slice(), { shape: [ROWS, CLASSES] });
    const expected = softmaxCrossEntropy.withGradient(logits, labels).gradient;
    const { gradient } = softmaxCrossEntropy.withGradient(own, labels, { out: own });
    assert.equal(gradient, own);
    assert.deepEqual(own.data, expected.data);
  });
});
