import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor, zeros, type Tensor } from '../core';
import { ALL_LOSSES, defineLoss, meanSquaredError, softmaxCrossEntropy } from './index';

describe('defineLoss', () => {
  const logits = tensor([
    [1, 2, 3],
    [0, 0, 0],
  ]);

  it('enters every loss in ALL_LOSSES under its name, once', () => {
    assert.equal(ALL_LOSSES.get('softmaxCrossEntropy'), softmaxCrossEntropy);
    for (const [name, loss] of ALL_LOSSES) assert.equal(loss.name, name);
    const definition = { name: 'hinge', options: [], prepare: () => assert.fail('never called') };
    assert.throws(() => defineLoss(definition), /there is a loss 'hinge' already/);
  });

  it('types the result by the reduction: a number for mean and sum, a tensor for none', () => {
    const mean: number = softmaxCrossEntropy(logits, [0, 1]);
    const sum: number = softmaxCrossEntropy(logits, [0, 1], { reduction: 'sum', labelSmoothing: 0.1 });
    const rows: Tensor = softmaxCrossEntropy(logits, [0, 1], { reduction: 'none' });
    const reduction = (['mean', 'none'] as const)[rows.shape[0] - 1];
    const either: number | Tensor = softmaxCrossEntropy(logits, [0, 1], { reduction });
    const parts: number | undefined = softmaxCrossEntropy.withGradient(logits, [0, 1], { zLoss: 1 }).zLoss;
    // @ts-expect-error a mean is no tensor
    const wrong: Tensor = softmaxCrossEntropy(logits, [0, 1]);
    // @ts-expect-error squared errors have no z-loss
    assert.equal(meanSquaredError.withGradient(tensor([1]), [1]).zLoss, undefined);
    assert.deepEqual(
      [mean, sum, either, parts, wrong].map((x) => typeof x),
      ['number', 'number', 'object', 'number', 'number'],
    );
  });

  it('refuses options that it does not know or that do not fit', () => {
    const fails = (options: object, message: RegExp): void =>
      assert.throws(() => softmaxCrossEntropy(logits, [0, 1], options), { name: 'OptionError', message });
    fails(
      { labelSmoothening: 0.1 },
      /unknown option 'labelSmoothening' \(did you mean 'labelSmoothing'\?\); it takes weight, .*labelSmoothing/,
    );
    fails({ reduction: 'avg' }, /reduction should be one of 'mean', 'sum', 'none', got 'avg'/);
    fails({ onEmpty: 0 }, /onEmpty should be one of 'nan', 'zero', got 0/);
    fails({ normalizer: 0 }, /normalizer should be a finite number > 0, got 0/);
    fails({ normalizer: 2, reduction: 'sum' }, /normalizer replaces the denominator of 'mean', not of 'sum'/);
    fails({ out: zeros([2]) }, /takes out only with reduction 'none'/);
  });

  it('names both shapes and types when out does not fit', () => {
    const call = (out: Tensor) => () => softmaxCrossEntropy.withGradient(logits, [0, 1], { out });
    assert.throws(call(zeros([2])), {
      name: 'ShapeError',
      message: /out has shape \[2\].*input has \[2, 3\]/,
    });
    assert.throws(call(zeros([2, 3], { dtype: 'float32' })), {
      name: 'DTypeError',
      message: /out is float32, but the input is float64; .*dtype: 'float64'/,
    });
    assert.throws(call([] as never), /out should be a tensor, got an array of 0/);
    assert.throws(
      () => softmaxCrossEntropy(logits, [0, 1], { reduction: 'none', out: zeros([3]) }),
      /out has shape \[3\].*losses has \[2\]/,
    );
  });

  it('takes an option that is undefined for one that is not given', () => {
    const options = { weight: undefined, reduction: undefined, out: undefined, zLoss: undefined };
    assert.equal(softmaxCrossEntropy(logits, [0, 1], options), softmaxCrossEntropy(logits, [0, 1]));
  });
});
