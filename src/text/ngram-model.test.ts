import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { ngramModel, type NgramModelOptions } from './ngram-model';

type Smoothing = NgramModelOptions['smoothing'];
const SMOOTHINGS: Smoothing[] = ['kneserNey', 'wittenBell', 0.5];

/** Skewed, so that n-grams of all counts occur. */
function corpus(seed: number, length: number, classes: number): number[] {
  const random = rng(seed);
  return Array.from({ length }, () => Math.floor(classes * random.uniform() ** 3));
}

/** p(w|h) by its definition, over every n-gram of the text behind a start. */
function byDefinition(tokens: readonly number[], order: number, classes: number, smoothing: Smoothing) {
  const padded = [...Array<number>(order - 1).fill(-1), ...tokens];
  const grams = (length: number) => tokens.map((_, i) => padded.slice(i + order - length, i + order));
  const distinct = (list: number[][]) => [...new Map(list.map((gram) => [gram.join(), gram])).values()];
  const tables = Array.from({ length: order }, (_, i) => {
    const counted = smoothing === 'kneserNey' && i + 1 < order;
    const seen = counted ? distinct(grams(i + 2)).map((gram) => gram.slice(1)) : grams(i + 1);
    const counts = new Map<string, number>();
    for (const gram of seen) counts.set(gram.join(), (counts.get(gram.join()) ?? 0) + 1);
    return counts;
  });
  const discounts = tables.map((counts) => {
    const n = [1, 2, 3, 4].map((k) => [...counts.values()].filter((count) => count === k).length);
    const Y = n[0] / (n[0] + 2 * n[1]);
    const formula = [0, 1 - (2 * Y * n[1]) / n[0], 2 - (3 * Y * n[2]) / n[1], 3 - (4 * Y * n[3]) / n[2]];
    return formula.slice(1).every((D, i) => D > 0 && D <= i + 1) ? formula : [0, 0.5, 1, 1.5];
  });
  return function p(context: readonly number[], w: number): number {
    const h = order === 1 ? [] : context.slice(1 - order);
    const table = tables[h.length];
    const all = Array.from({ length: classes }, (_, k) => table.get([...h, k].join()) ?? 0);
    const total = all.reduce((sum, count) => sum + count, 0);
    const lower = () => (h.length === 0 || typeof smoothing === 'number' ? 1 / classes : p(h.slice(1), w));
    if (total === 0) return lower();
    if (typeof smoothing === 'number') return (all[w] + smoothing) / (total + smoothing * classes);
    const kinds = all.filter((count) => count > 0).length;
    if (smoothing === 'wittenBell') return (all[w] + kinds * lower()) / (total + kinds);
    const D = all.map((count) => discounts[h.length][Math.min(count, 3)]);
    return (all[w] - D[w]) / total + (D.reduce((sum, d) => sum + d, 0) / total) * lower();
  };
}

const near = (got: number, expected: number, message?: string) =>
  assert.ok(
    Math.abs(got - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${message}: ${got} ≠ ${expected}`,
  );

describe('ngramModel', () => {
  it('has the values that one computes by hand for abac', () => {
    // b and c have been seen after a, a after the start and after b: counts 2, 1, 1; discounts 1, ½, ½.
    const { logProbabilities } = ngramModel([0, 1, 0, 2], { order: 2, classes: 3 });
    const unigram = [1 / 4 + 1 / 6, 1 / 8 + 1 / 6, 1 / 8 + 1 / 6];
    const rows: [number[], number[]][] = [
      [[], unigram],
      [[0], [unigram[0] / 2, 1 / 4 + unigram[1] / 2, 1 / 4 + unigram[2] / 2]],
      [[1], [1 / 2 + unigram[0] / 2, unigram[1] / 2, unigram[2] / 2]],
      [[2], unigram],
    ];
    for (const [context, expected] of rows) {
      logProbabilities(context).forEach((value, k) =>
        near(value, Math.log(expected[k]), `${context} → ${k}`),
      );
    }
  });

  for (const smoothing of SMOOTHINGS) {
    it(`is what the definition says, whatever the context: ${smoothing}`, () => {
      for (const [seed, [length, classes, order]] of [
        [900, 6, 3],
        [400, 9, 4],
        [2000, 4, 2],
        [300, 12, 1],
        [1, 2, 3],
      ].entries()) {
        const tokens = corpus(seed, length, classes);
        const p = byDefinition(tokens, order, classes, smoothing);
        const { logProbabilities } = ngramModel(tokens, { order, classes, smoothing });
        for (let trial = 0; trial < 40; trial++) {
          const context = corpus(100 * seed + trial, trial % 6, classes);
          const row = logProbabilities(context);
          row.forEach((value, k) => near(value, Math.log(p(context, k)), `seed ${seed}, ${context} → ${k}`));
          near(
            row.reduce((sum, value) => sum + Math.exp(value), 0),
            1,
            `seed ${seed}, the sum after ${context}`,
          );
        }
      }
    });
  }

  it('takes its discounts from the counts of counts', () => {
    // Unigrams: 0 four times, 1 three times, 2 and 3 twice, 4, 5 and 6 once: n = 3, 2, 1, 1; Y = 3/7; D₁ = 3/7.
    const { logProbabilities } = ngramModel([0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6], {
      order: 1,
      classes: 8,
    });
    const D = [0, 3 / 7, 2 - (3 * 3) / 7 / 2, 3 - (4 * 3) / 7];
    const rest = (3 * D[1] + 2 * D[2] + 2 * D[3]) / 14;
    const [p] = [logProbabilities([]).map(Math.exp)];
    [(4 - D[3]) / 14, (3 - D[3]) / 14, (2 - D[2]) / 14].forEach((own, k) =>
      near(p[k], own + rest / 8, `p of ${k}`),
    );
    near(p[7], rest / 8, 'p of what does not occur');
  });

  it('scores a text as its distributions do', () => {
    for (const smoothing of [...SMOOTHINGS, 0]) {
      const { score, logProbabilities } = ngramModel(corpus(1, 500, 7), { order: 4, classes: 7, smoothing });
      const text = corpus(2, 50, 7);
      const expected = text.map((token, i) => logProbabilities(text.slice(0, i))[token]);
      assert.deepEqual([...score(text)], expected);
    }
  });

  it('is of a lower order what it would be if it had counted that one', () => {
    const [counted, played] = [corpus(4, 700, 6), corpus(5, 90, 6)];
    for (const smoothing of [...SMOOTHINGS, 0]) {
      const model = ngramModel(counted, { order: 5, classes: 6, smoothing });
      for (const order of [1, 2, 3, 4, 5]) {
        const own = ngramModel(counted, { order, classes: 6, smoothing });
        const lower = model.lowerOrder(order);
        assert.deepEqual([lower.order, lower.classes], [order, 6]);
        assert.deepEqual(lower.score(played), own.score(played), `${smoothing}, order ${order}`);
        assert.deepEqual(lower.logProbabilities([1, 0, 2]), own.logProbabilities([1, 0, 2]));
        const lowest = model.lowerOrder(order).lowerOrder(1);
        assert.deepEqual(lowest.logProbabilities([]), model.lowerOrder(1).logProbabilities([]));
      }
    }
  });

  it('gives −∞ without smoothing to what does not occur, and to all after a context that does not', () => {
    const { logProbabilities } = ngramModel([0, 1, 0, 2, 0, 1], { order: 2, classes: 4, smoothing: 0 });
    assert.deepEqual([...logProbabilities([0])], [-Infinity, Math.log(2 / 3), Math.log(1 / 3), -Infinity]);
    assert.deepEqual([...logProbabilities([3])], Array(4).fill(-Infinity));
  });

  it('counts the same whatever integers a token needs', () => {
    const tokens = corpus(3, 600, 8);
    const probabilities = [8, 300, 70000].map((classes) => {
      const { score } = ngramModel(
        tokens.map((k) => classes - 1 - k),
        { order: 3, classes, smoothing: 0 },
      );
      return [...score(tokens.slice(0, 90).map((k) => classes - 1 - k))];
    });
    assert.deepEqual(probabilities[1], probabilities[0]);
    assert.deepEqual(probabilities[2], probabilities[0]);
  });

  it('says what is wrong', () => {
    const options = { order: 3, classes: 5 };
    const refused: [unknown[], object][] = [
      [[[], options], { name: 'DomainError', message: 'ngramModel: there are no tokens to count' }],
      [
        [[0, 5], options],
        { name: 'LabelError', message: /^ngramModel: tokens\[1\] is 5, expected .* 0 … 4/ },
      ],
      [['abc', options], { name: 'ShapeError', message: /^ngramModel: tokens should be class indices/ }],
      [
        [[0], { classes: 5 }],
        { name: 'OptionError', message: /^ngramModel: order should be a positive integer/ },
      ],
      [
        [[0], { order: 0, classes: 5 }],
        { name: 'OptionError', message: /order should be a positive integer, got 0/ },
      ],
      [
        [[0], { order: 2 }],
        { name: 'OptionError', message: /^ngramModel: classes should be a positive integer/ },
      ],
      [
        [[0], { ...options, smoothing: -1 }],
        { name: 'OptionError', message: /smoothing should be a finite number ≥ 0, got -1/ },
      ],
      [
        [[0], { ...options, smoothing: 'katz' }],
        { name: 'OptionError', message: /one of 'kneserNey', 'wittenBell'/ },
      ],
      [
        [[0], { order: 2, classes: 1e12 }],
        { name: 'MemoryError', message: /of 1 tokens of 1000000000000 classes, order 2$/ },
      ],
      [[[0], { ...options, smooth: 1 }], { name: 'OptionError', message: /'smooth'/ }],
    ];
    for (const [given, expected] of refused)
      assert.throws(() => ngramModel(...(given as Parameters<typeof ngramModel>)), expected);
    const { score, logProbabilities, lowerOrder } = ngramModel([0, 1], options);
    for (const order of [0, 1.5, undefined as never])
      assert.throws(() => lowerOrder(order), {
        name: 'OptionError',
        message: /^lowerOrder: order should be a positive integer, got/,
      });
    assert.throws(() => lowerOrder(4), {
      name: 'OptionError',
      message: 'lowerOrder: order should be at most 3, which was counted, got 4',
    });
    assert.throws(() => score([0, 7]), { name: 'LabelError', message: /^score: tokens\[1\] is 7/ });
    assert.throws(() => logProbabilities([-1]), {
      name: 'LabelError',
      message: /^logProbabilities: context\[0\] is -1/,
    });
  });
});
