import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { nllLoss } from './nll-loss';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

describe('nllLoss', () => {
  it("gives minus the label's entry, by hand", () => {
    const logProbabilities = tensor([
      [-1, -2, -3],
      [-4, -5, -6],
    ]);
    assert.equal(nllLoss(logProbabilities, [1, 2]), (2 + 6) / 2);
    assert.deepEqual([...nllLoss(logProbabilities, [1, 2], { reduction: 'none' }).data], [2, 6]);
  });

  it('gives the value that Keras documents for the probabilities of CategoricalCrossentropy', () => {
    const logProbabilities = tensor(
      [
        [0.05, 0.95, 0],
        [0.1, 0.8, 0.1],
      ].map((row) => row.map(Math.log)),
    );
    close(nllLoss(logProbabilities, [1, 2]), 1.177, 5e-4);
  });

  it('divides the weighted mean by the sum of weights of the rows that count', () => {
    const logProbabilities = tensor([
      [-1, -2],
      [-3, -4],
      [-5, -6],
    ]);
    const weight = [2, 3];
    close(nllLoss(logProbabilities, [0, 1, -100], { weight }), (2 * 1 + 3 * 4) / 5);
    const sampleWeight = [1, 0, 4];
    close(nllLoss(logProbabilities, [0, 1, 1], { weight, sampleWeight }), (2 * 1 + 12 * 6) / 14);
  });

  it('reads the entry of the label only: −∞ there is an infinite loss, NaN elsewhere does not matter', () => {
    assert.equal(nllLoss(tensor([[-Infinity, 0]]), [0]), Infinity);
    assert.equal(nllLoss(tensor([[NaN, -1]]), [1]), 1);
    assert.equal(nllLoss(tensor([[NaN, -1]]), [0]), NaN);
    assert.equal(
      nllLoss(
        tensor([
          [-Infinity, 0],
          [-1, -1],
        ]),
        [0, 1],
        { weight: [0, 1] },
      ),
      1,
    );
  });

  it('is NaN with a zero gradient when every row is ignored, or 0 on request', () => {
    const { loss, gradient } = nllLoss.withGradient(tensor([[-1, -2]]), [-100]);
    assert.deepEqual([loss, ...gradient.data], [NaN, 0, 0]);
    assert.equal(nllLoss(tensor([[-1, -2]]), [-100], { onEmpty: 'zero' }), 0);
  });

  it('names a bad label, and takes no probabilities for targets', () => {
    const logProbabilities = tensor([[-1, -2]]);
    assert.throws(() => nllLoss(logProbabilities, [2]), { name: 'LabelError', message: /labels\[0\] is 2/ });
    assert.throws(() => nllLoss(logProbabilities, tensor([[1, 0]])), {
      name: 'ShapeError',
      message: /labels should be class indices \[N\], got .*\[1, 2\]/,
    });
  });
});

rowContract(nllLoss, { loss: (logP, y) => logP[y].neg(), isShiftInvariant: () => false });
