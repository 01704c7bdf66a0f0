import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, ShapeError, rng, tensor, zeros } from '../core';
import { accuracy, argmax, confusionMatrix, precisionRecallF1, topKAccuracy } from '.';

const scores = tensor([
  [3, 1, 2], // → 0
  [0, 5, 5], // a tie → 1
  [1, 1, 1], // a tie → 0
  [-2, -1, -3], // → 1
]);

describe('argmax', () => {
  it('takes the lowest index among equals, and −∞ and ∞ as the numbers they are', () => {
    assert.deepEqual(argmax(scores), Int32Array.of(0, 1, 0, 1));
    assert.deepEqual(
      argmax(
        tensor([
          [-Infinity, -Infinity],
          [-Infinity, 0],
          [1, Infinity],
        ]),
      ),
      Int32Array.of(0, 1, 1),
    );
  });

  it('refuses NaN, naming row and class, and an empty input', () => {
    assert.throws(
      () =>
        argmax(
          tensor([
            [1, 2],
            [0, NaN],
          ]),
        ),
      { name: 'DomainError', message: /row 1.*class 1/ },
    );
    assert.throws(() => argmax(zeros([0, 3])), ShapeError);
    assert.throws(() => argmax(zeros([3, 0])), ShapeError);
    assert.throws(() => argmax(zeros([3])), ShapeError);
  });
});

describe('accuracy', () => {
  it('counts the rows whose prediction is the label, from scores or indices', () => {
    assert.equal(accuracy(scores, [0, 1, 2, 2]), 0.5);
    assert.equal(accuracy([0, 1, 0, 1], Uint8Array.of(0, 1, 2, 2)), 0.5);
    assert.equal(accuracy(scores, [1, 2, 1, 0]), 0);
  });

  it('refuses empty input, other lengths, and labels out of range', () => {
    assert.throws(() => accuracy([], []), ShapeError);
    assert.throws(() => accuracy(zeros([0, 3]), []), ShapeError);
    assert.throws(() => accuracy(scores, [0, 1]), { name: 'ShapeError', message: /4.*2/ });
    assert.throws(() => accuracy([0, 1], [0]), ShapeError);
    assert.throws(() => accuracy(scores, [0, 1, 3, 0]), { name: 'LabelError', message: /labels\[2\] is 3/ });
    assert.throws(() => accuracy([0, 1.5], [0, 1]), {
      name: 'LabelError',
      message: /predictions\[1\] is 1.5/,
    });
    assert.throws(() => accuracy([0, -1], [0, 1]), LabelError);
    assert.throws(() => accuracy(tensor([[NaN, 1]]), [0]), DomainError);
  });
});

describe('topKAccuracy', () => {
  it('ranks the lower index first among equals', () => {
    assert.equal(topKAccuracy(scores, [2, 2, 2, 0], 1), 0);
    assert.equal(topKAccuracy(scores, [2, 2, 2, 0], 2), 0.75); // row 2's label is third of three equals
    assert.equal(topKAccuracy(scores, [2, 2, 2, 0], 3), 1);
  });

  it('is the accuracy for k = 1 and 1 for k = K, and grows with k', () => {
    for (const seed of [1, 2, 3]) {
      const r = rng(seed);
      const z = r.normals([50, 6]);
      for (let i = 0; i < z.data.length; i++) z.data[i] = Math.round(z.data[i]); // many ties
      const labels = Array.from({ length: 50 }, () => r.integer(6));
      const byK = [1, 2, 3, 4, 5, 6].map((k) => topKAccuracy(z, labels, k));
      assert.equal(byK[0], accuracy(z, labels), `seed ${seed}`);
      assert.equal(byK[5], 1, `seed ${seed}`);
      assert.deepEqual([...byK].sort(), byK, `seed ${seed}`);
    }
  });

  it('refuses a k outside 1 … K, and NaN', () => {
    for (const k of [0, 4, 1.5, NaN]) assert.throws(() => topKAccuracy(scores, [0, 0, 0, 0], k), OptionError);
    assert.throws(() => topKAccuracy(tensor([[NaN, 1]]), [0], 2), DomainError);
    assert.throws(() => topKAccuracy(zeros([0, 3]), [], 1), ShapeError);
  });
});

describe('confusionMatrix', () => {
  it('has the label as row and the prediction as column', () => {
    const counts = confusionMatrix([0, 1, 1, 2, 0], [0, 0, 1, 2, 2]);
    assert.deepEqual(
      counts,
      tensor([
        [1, 1, 0],
        [0, 1, 0],
        [1, 0, 1],
      ]),
    );
  });

  it('has rows and columns of zeros for absent classes', () => {
    assert.deepEqual(
      confusionMatrix([0], [0], { classes: 2 }),
      tensor([
        [1, 0],
        [0, 0],
      ]),
    );
    assert.deepEqual(confusionMatrix(tensor([[1, 0, 0]]), [0]).shape, [3, 3]);
    assert.deepEqual(confusionMatrix([0, 0], [2, 0]).shape, [3, 3]);
  });

  it('refuses a number of classes that does not fit, and unknown options', () => {
    assert.throws(() => confusionMatrix([0, 2], [0, 1], { classes: 2 }), LabelError);
    assert.throws(() => confusionMatrix(scores, [0, 0, 0, 0], { classes: 4 }), ShapeError);
    assert.throws(() => confusionMatrix([0], [0], { normalize: true } as object), OptionError);
  });
});

describe('precisionRecallF1', () => {
  // The example of scikit-learn's documentation of precision_recall_fscore_support, as indices
  // (cat 0, dog 1, pig 2); its printed averages are macro (0.22…, 0.33…, 0.26…), micro (0.33…, …).
  const labels = [0, 1, 2, 0, 1, 2];
  const predicted = [0, 2, 1, 0, 0, 1];

  it("gives the values of scikit-learn's example", () => {
    const result = precisionRecallF1(predicted, labels);
    assert.deepEqual(result.precision, [2 / 3, 0, 0]);
    assert.deepEqual(result.recall, [1, 0, 0]);
    assert.deepEqual(result.f1, [0.8, 0, 0]);
    assert.deepEqual(result.support, [2, 2, 2]);
    assert.deepEqual(result.macro, { precision: 2 / 9, recall: 1 / 3, f1: 0.8 / 3 });
    assert.deepEqual(result.micro, { precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 });
  });

  it('counts 0/0 as zeroDivision, and leaves classes that occur nowhere out of the macro averages', () => {
    // class 1 is never predicted, class 2 occurs nowhere, class 3 is predicted but never true
    const options = { classes: 4 };
    const result = precisionRecallF1([0, 0, 3], [0, 1, 0], options);
    assert.deepEqual(result.precision, [0.5, 0, 0, 0]);
    assert.deepEqual(result.recall, [0.5, 0, 0, 0]);
    assert.deepEqual(result.support, [2, 1, 0, 0]);
    assert.equal(result.macro.precision, 0.5 / 3);
    const asNaN = precisionRecallF1([0, 0, 3], [0, 1, 0], { ...options, zeroDivision: NaN });
    assert.deepEqual(asNaN.precision, [0.5, NaN, NaN, 0]);
    assert.deepEqual(asNaN.recall, [0.5, 0, NaN, NaN]);
    assert.deepEqual(asNaN.f1, [0.5, 0, NaN, 0]);
  });

  it('has F1 as the harmonic mean of precision and recall, and micro averages that are the accuracy', () => {
    const r = rng(9);
    const y = Array.from({ length: 200 }, () => r.integer(4));
    const guess = y.map((label) => (r.uniform() < 0.6 ? label : r.integer(4)));
    const { precision, recall, f1, micro } = precisionRecallF1(guess, y);
    f1.forEach((value, k) => {
      const harmonic = 2 / (1 / precision[k] + 1 / recall[k]);
      assert.ok(Math.abs(value - harmonic) < 1e-15, `class ${k}: ${value}, ${harmonic}`);
    });
    assert.equal(micro.f1, accuracy(guess, y));
  });

  it('refuses unknown options and empty input', () => {
    assert.throws(() => precisionRecallF1([0], [0], { average: 'macro' } as object), OptionError);
    assert.throws(() => precisionRecallF1([], []), ShapeError);
  });
});
