import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { losses, tensor } from '../../src';
import type { Reduction } from '../../src/losses';

const LOGITS = [
  [0.5, -1.25, 2],
  [3, 0.1, -0.7],
  [-2, 1, 1],
  [0.3, 0.2, 0.1],
];
const LABELS = [2, 1, -100, 0];
const PROBABILITIES = [
  [0.2, 0.3, 0.5],
  [0, 1, 0],
  [0, 0, 0],
  [0.9, 0.05, 0.05],
];

interface Combination {
  soft: boolean;
  weight?: number[];
  sampleWeight?: number[];
  labelSmoothing: number;
  ignoreIndex: number;
  zLoss?: number;
}

/** Loops written from PyTorch's documentation of cross_entropy, with Math's own functions. */
function naive(c: Combination): { rows: number[]; denominator: number } {
  let denominator = 0;
  const rows = LOGITS.map((z, i) => {
    const target = c.soft
      ? PROBABILITIES[i]
      : LABELS[i] === -100
        ? [0, 0, 0]
        : [0, 1, 2].map((k) => (k === LABELS[i] ? 1 : 0));
    const isMissing = target.every((t) => t === 0);
    const isIgnoredClass = target[c.ignoreIndex] === 1;
    if (isMissing || isIgnoredClass) return 0;
    const sum = z.reduce((total, value) => total + Math.exp(value), 0);
    let loss = 0;
    for (let k = 0; k < 3; k++) {
      const smooth = (1 - c.labelSmoothing) * target[k] + c.labelSmoothing / 3;
      loss -= (c.weight?.[k] ?? 1) * smooth * Math.log(Math.exp(z[k]) / sum);
    }
    const share = (c.sampleWeight?.[i] ?? 1) * (c.soft ? 1 : (c.weight?.[LABELS[i]] ?? 1));
    denominator += share;
    return loss * (c.sampleWeight?.[i] ?? 1) + (c.zLoss ?? 0) * share * Math.log(sum) ** 2;
  });
  return { rows, denominator };
}

describe('softmaxCrossEntropy with every combination of its options', () => {
  const choices: Combination[] = [];
  for (const soft of [false, true])
    for (const weight of [undefined, [0.5, 2, 3], [0, 1, 0]])
      for (const sampleWeight of [undefined, [1, 2, 3, 0]])
        for (const labelSmoothing of [0, 0.1, 1])
          for (const ignoreIndex of [-100, 1])
            for (const zLoss of [undefined, 0.01])
              choices.push({ soft, weight, sampleWeight, labelSmoothing, ignoreIndex, zLoss });

  it(`agrees with a naive reference in all ${choices.length * 3} of them`, () => {
    for (const choice of choices) {
      const { soft, ...options } = choice;
      // With a class as ignoreIndex, −100 and a row of zeros are no targets: that row goes.
      const kept = LOGITS.map((_, i) => i).filter((i) => options.ignoreIndex === -100 || i !== 2);
      const target = soft ? tensor(kept.map((i) => PROBABILITIES[i])) : kept.map((i) => LABELS[i]);
      const logits = tensor(kept.map((i) => LOGITS[i]));
      const sampleWeight = options.sampleWeight && kept.map((i) => choice.sampleWeight?.[i] ?? 1);
      const compute = (reduction: Reduction): number | number[] => {
        const result = losses.softmaxCrossEntropy(logits, target, { ...options, sampleWeight, reduction });
        return typeof result === 'number' ? result : [...result.data];
      };
      const { rows, denominator } = naive(choice);
      const sum = rows.reduce((a, b) => a + b, 0);
      const message = JSON.stringify(choice);
      close(compute('sum'), sum, message);
      close(compute('mean'), denominator === 0 ? NaN : sum / denominator, message);
      kept.forEach((row, n) => close((compute('none') as number[])[n], rows[row], message));
    }
  });

  it('does not care whether classes come as indices or one-hot, but for the denominator of a weighted mean', () => {
    const oneHot = LABELS.map((label) => [0, 1, 2].map((k) => Number(k === label)));
    const [logits, soft] = [tensor(LOGITS), tensor(oneHot)];
    for (const weight of [undefined, [0.5, 2, 3]])
      for (const labelSmoothing of [0, 0.3])
        for (const reduction of ['none', 'sum'] as const) {
          const options = { weight, labelSmoothing, reduction };
          const [a, b] = [LABELS, soft].map((y) =>
            losses.softmaxCrossEntropy.withGradient(logits, y, options),
          );
          assert.deepEqual(a, b);
        }
    const weight = [0.5, 2, 3];
    const sum = losses.softmaxCrossEntropy(logits, soft, { weight, reduction: 'sum' });
    close(losses.softmaxCrossEntropy(logits, LABELS, { weight }), sum / (3 + 2 + 0.5), 'Σ weight');
    close(losses.softmaxCrossEntropy(logits, soft, { weight }), sum / 3, 'rows');
  });
});

function close(got: number | number[], want: number, message: string): void {
  const isClose = Object.is(got, want) || Math.abs(Number(got) - want) <= 1e-13 * Math.max(1, Math.abs(want));
  assert.ok(isClose, `${message}: got ${got}, expected ${want}`);
}
