import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { tensor } from '../core';
import { nllLoss } from './nll-loss';
import { resetProbabilityWarnings } from './probability-warning';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

describe('Probabilities handed in as logits', () => {
  const probabilities = tensor([
    [0.25, 0.75],
    [0.5, 0.5],
  ]);
  beforeEach(() => resetProbabilityWarnings());

  const warningsOf = (calls: () => void): string[] => {
    const warn = mock.method(console, 'warn', () => undefined);
    calls();
    warn.mock.restore();
    return warn.mock.calls.map(({ arguments: [message] }) => String(message));
  };

  it('are warned of once', () => {
    const messages = warningsOf(() => {
      softmaxCrossEntropy(probabilities, [0, 1]);
      softmaxCrossEntropy(probabilities, [0, 1]);
    });
    assert.equal(messages.length, 1);
    assert.match(messages[0], /softmaxCrossEntropy.*looks like probabilities.*logits/);
  });

  it('are looked for in the first row of the first call only', () => {
    const messages = warningsOf(() => {
      softmaxCrossEntropy(
        tensor([
          [1, 3],
          [0.5, 0.5],
        ]),
        [0, 1],
      );
      softmaxCrossEntropy(probabilities, [0, 1]);
    });
    assert.deepEqual(messages, []);
  });

  it('are warned of by nllLoss too, which takes their logarithms', () => {
    const messages = warningsOf(() => nllLoss(probabilities, [0, 1]));
    assert.match(messages[0], /nllLoss.*log-probabilities/);
  });
});
