import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros, type Tensor } from '../core';
import { softmax } from '../math';
import { peakBytes } from '../wasm';
import { ALL_LOSSES } from './index';

/** Rows and classes of each way that a kernel has: few classes, blocks of 64 and a rest, longer than the scratch area. */
const SHAPES = [
  [70, 10],
  [33, 32],
  [9, 64],
  [20, 300],
  [3, 4097],
  [2, 70_001],
] as const;

type Options = Record<string, unknown>;

/** For the losses with other options, what they take; each is also called without any. */
const OPTIONS: Record<string, (random: ReturnType<typeof rng>, rows: number, classes: number) => Options[]> =
  {
    softmaxCrossEntropy(random, rows, classes) {
      const weight = weights(random, classes);
      const sampleWeight = weights(random, rows);
      const all: Options = { weight, sampleWeight, labelSmoothing: 0.1, zLoss: 0.01, softcap: 20 };
      const names = Object.keys(all);
      const subsets = rows * classes > 1e5 ? [31] : Array.from({ length: 32 }, (_, subset) => subset);
      return subsets.map((subset) =>
        Object.fromEntries(names.filter((_, i) => subset & (1 << i)).map((name) => [name, all[name]])),
      );
    },
    focal: (random, _, classes) => [{ gamma: 0 }, { gamma: 5, alpha: weights(random, classes) }],
    poly: () => [{ epsilon: -0.5 }],
    confidencePenalty: (random, rows) => [{ beta: 1, sampleWeight: weights(random, rows) }],
    binaryCrossEntropy: (random, _, classes) => [
      { posWeight: weights(random, classes) },
      { weight: weights(random, classes) },
    ],
    binaryFocal: () => [{ gamma: 0 }, { gamma: 0.5, alpha: -1 }],
    ...Object.fromEntries(
      ['balancedSoftmax', 'logitAdjustment', 'ldam'].map((name) => [
        name,
        (_: unknown, __: number, classes: number) => [
          { classCounts: Array.from({ length: classes }, (_, k) => 1 + (k % 7)) },
        ],
      ]),
    ),
  };

/** Losses that take no labels of rows: what they take. */
const ELEMENTS = ['binaryCrossEntropy', 'binaryFocal', 'hinge', 'squaredHinge'];
const COSINES = ['arcFace', 'cosFace'];
const NEED_COUNTS = ['balancedSoftmax', 'logitAdjustment', 'ldam'];
const OF_LABELS = [
  'softmaxCrossEntropy',
  'focal',
  'generalizedCrossEntropy',
  'poly',
  'symmetricCrossEntropy',
  'confidencePenalty',
  'crammerSinger',
  'westonWatkins',
];

function weights(random: ReturnType<typeof rng>, length: number): number[] {
  return Array.from({ length }, (_, i) => (i === 1 ? 0 : 0.1 + random.uniform()));
}

/** Logits of all kinds: ordinary, dominated by one, far from 0, spread over a long range, partly masked, NaN. */
function logitsOf(random: ReturnType<typeof rng>, rows: number, classes: number): Tensor {
  const z = random.normals([rows, classes], { std: 3, dtype: 'float32' });
  for (let i = 0; i < rows; i++) {
    const row = z.data.subarray(i * classes, (i + 1) * classes);
    const at = random.integer(classes);
    if (i % 7 === 1) row[at] += 25;
    if (i % 7 === 2) row.forEach((value, k) => (row[k] = value + 300));
    if (i % 7 === 3) row.forEach((value, k) => (row[k] = value - (150 * k) / classes));
    if (i % 7 === 4) row.fill(-Infinity, 0, classes >> 1);
    if (i === 5) row[at] = NaN;
  }
  return z;
}

describe('The value alone of float32 logits', () => {
  for (const name of [...OF_LABELS, ...ELEMENTS, ...COSINES, ...NEED_COUNTS]) {
    const loss = ALL_LOSSES.get(name)!;
    it(`has the bits that it has beside the gradient: ${name}`, () => {
      for (const [rows, classes] of SHAPES) {
        const random = rng(`${name} ${rows}×${classes}`);
        const isCosine = COSINES.includes(name);
        const z = isCosine
          ? random.uniforms([rows, classes], { low: -1, high: 1, dtype: 'float32' })
          : logitsOf(random, rows, classes);
        const labels = Int32Array.from({ length: rows }, (_, i) =>
          i % 9 === 8 ? -100 : random.integer(classes),
        );
        for (let i = 0; i < rows; i++) {
          // Half of the labels at the maximum, and none where it is masked out.
          const row = Array.from(z.data.subarray(i * classes, (i + 1) * classes));
          if (labels[i] >= 0 && (i % 2 === 0 || row[labels[i]] === -Infinity)) {
            labels[i] = row.indexOf(row.reduce((a, b) => (b > a ? b : a)));
          }
          if (labels[i] === -1) labels[i] = 0;
        }
        const bits = Float32Array.from({ length: rows * classes }, () => random.integer(2));
        const soft = softmax(random.normals([rows, classes], { std: 2, dtype: 'float32' }));
        const targets: unknown[] = ELEMENTS.includes(name)
          ? [tensor(bits, { shape: [rows, classes] })]
          : [labels];
        if (name === 'softmaxCrossEntropy') targets.push(soft);
        const given = OPTIONS[name]?.(random, rows, classes) ?? [];
        for (const target of targets) {
          for (const options of NEED_COUNTS.includes(name) ? given : [{}, ...given]) {
            for (const reduction of ['none', 'mean'] as const) {
              const both = loss.withGradient(z, target, { ...options, reduction } as never).loss as
                number | Tensor;
              const alone = loss(z, target, { ...options, reduction } as never) as number | Tensor;
              const what = `${rows}×${classes} ${Object.keys(options).join(', ')} ${reduction}`;
              assert.deepEqual(
                typeof alone === 'number' ? alone : alone.data,
                typeof both === 'number' ? both : both.data,
                what,
              );
            }
          }
        }
      }
    });

    it(`takes no room for a gradient: ${name}`, () => {
      const [rows, classes] = [8192, 300];
      const random = rng(name);
      const z = random.uniforms([rows, classes], { low: -1, high: 1, dtype: 'float32' });
      const target = ELEMENTS.includes(name)
        ? zeros([rows, classes], { dtype: 'float32' })
        : Int32Array.from({ length: rows }, () => random.integer(classes));
      const [options = {}] = NEED_COUNTS.includes(name) ? OPTIONS[name](random, rows, classes) : [];
      const own = ELEMENTS.includes(name) ? 4 * rows * classes : 0; // the losses
      const bytes = peakBytes(() => loss(z, target, options)) - 1.25 * own;
      assert.ok(bytes < (4 * rows * classes) / 2, `${bytes} bytes`);
    });
  }
});
