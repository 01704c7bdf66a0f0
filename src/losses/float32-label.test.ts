import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { rng, tensor, type Tensor } from '../core';
import { softmax } from '../math';
import { binaryFocal, type BinaryFocalOptions } from './binary-focal';
import { confidencePenalty } from './confidence-penalty';
import { focal } from './focal';
import { generalizedCrossEntropy } from './generalized-cross-entropy';
import type { AnyLoss, LossAndGradient } from './loss';
import { poly } from './poly';
import { symmetricCrossEntropy } from './symmetric-cross-entropy';

const random = rng('float32 losses of labels');
const [ROWS, CLASSES] = [40, 37];
const weight = Array.from({ length: CLASSES }, () => random.uniform() * 2);
const sampleWeight = Array.from({ length: ROWS }, (_, i) => (i % 7 === 0 ? 0 : random.uniform() * 2));
const labels = Int32Array.from({ length: ROWS }, (_, i) => (i % 9 === 4 ? -100 : random.integer(CLASSES)));
const logits = random.normals([ROWS, CLASSES], { std: 6, dtype: 'float32' });
const narrow = { ...logits, shape: [(ROWS * CLASSES) / 10, 10] };
const narrowLabels = Array.from({ length: narrow.shape[0] }, () => random.integer(10));

const widened = (x: Tensor): Tensor => tensor(Float64Array.from(x.data), { shape: x.shape });

/** With the options that these losses share. */
type Named = typeof poly;
type Options = NonNullable<Parameters<AnyLoss>[2]>;

/** Both types of the same numbers: the float32 kernel and the float64 reference. */
function both(loss: unknown, z: Tensor, y: unknown, options: object, wide = y) {
  const { withGradient } = loss as AnyLoss;
  const separate = { ...options, reduction: 'none' } as Options;
  return [withGradient(z, y, separate), withGradient(widened(z), wide, separate)] as {
    loss: Tensor;
    gradient: Tensor;
  }[];
}

function within(ulps: number, ...[loss, z, y, options, wide]: Parameters<typeof both>): void {
  const [fast, reference] = both(loss, z, y, options, wide);
  assert.equal(fast.gradient.dtype, 'float32');
  for (const part of ['loss', 'gradient'] as const) {
    const worst = worstOf();
    fast[part].data.forEach((x, i) => worst.add(ulpError32(x, reference[part].data[i]), `${part}[${i}]`));
    assert.ok(worst.worst <= ulps, `${worst.at}: ${worst.worst} ulp`);
  }
}

describe('Losses of the probability of float32 labels', () => {
  const calls: [string, unknown, number, object][] = [
    ['focal', focal, 4, {}],
    ['focal, γ = 0', focal, 2, { gamma: 0 }],
    ['focal, α of each class', focal, 4, { alpha: weight, sampleWeight }],
    ['focal, one α', focal, 2.5, { alpha: 0.25, gamma: 0.5 }],
    ['generalizedCrossEntropy', generalizedCrossEntropy, 3, {}],
    ['generalizedCrossEntropy, q = 0', generalizedCrossEntropy, 2, { q: 0, weight }],
    ['poly', poly, 3, { weight, sampleWeight }],
    ['poly, ε = −1', poly, 3, { epsilon: -1 }],
    ['poly, ε < −1, by the plain loops', poly, 0.5, { epsilon: -3 }],
    ['symmetricCrossEntropy', symmetricCrossEntropy, 3, { sampleWeight }],
    ['weights beyond float32, by the plain loops', poly, 0.5, { weight: weight.map((w) => w * 1e-20) }],
  ];
  for (const [name, loss, ulps, options] of calls) {
    it(`are within ${ulps} ulp: ${name}`, () => {
      within(ulps, loss, logits, labels, options);
      const known = labels.map((y) => (y < 0 ? 5 : y));
      within(ulps, loss, logits, known, { ...options, ignoreIndex: 5 });
      within(
        ulps,
        loss,
        logits,
        [...labels].map((y) => (y < 0 ? 1e12 : y)),
        { ...options, ignoreIndex: 1e12 },
      );
      if (!('weight' in options || 'sampleWeight' in options || 'alpha' in options))
        within(ulps, loss, narrow, narrowLabels, options);
    });
  }

  it('have a mean of the rows that count, and the gradient of it', () => {
    const all = [
      focal,
      generalizedCrossEntropy,
      poly,
      symmetricCrossEntropy,
      confidencePenalty,
    ] as unknown as AnyLoss[];
    for (const loss of all) {
      const [fast, want] = [logits, widened(logits)].map(
        (z) => loss.withGradient(z, labels, { sampleWeight } as Options) as LossAndGradient<number>,
      );
      assert.ok(Math.abs(fast.loss - want.loss) < 1e-6 * Math.abs(want.loss), loss.name);
      fast.gradient.data.forEach((g, n) => assert.ok(Math.abs(g - want.gradient.data[n]) < 1e-7, loss.name));
    }
  });

  it('name a row of −∞ alone, unless it is left out', () => {
    const z = { ...logits, data: logits.data.slice().fill(-Infinity, 0, 2 * CLASSES) };
    for (const loss of [focal, poly, confidencePenalty] as unknown as Named[]) {
      assert.throws(() => loss(z, labels, { sampleWeight }), {
        name: 'DomainError',
        message: /logits row 1 is/,
      });
      const counted = sampleWeight.map((w, i) => (i < 2 ? 0 : w));
      assert.ok(Number.isFinite(loss(z, labels, { sampleWeight: counted })), loss.name);
      const spoilt = { ...logits, data: logits.data.slice().fill(NaN, 5, 6) };
      assert.equal(loss(spoilt, labels), NaN);
    }
  });
});

describe('confidencePenalty of float32 logits', () => {
  it('is within 4 ulp of the larger term', () => {
    for (const [z, y, beta] of [
      [logits, labels, 0.1],
      [logits, labels, 1],
      [narrow, narrowLabels, 0.5],
    ] as const) {
      const [fast, reference] = both(confidencePenalty, z, y, { beta });
      const p = softmax(widened(z)).data;
      const K = z.shape[1];
      const worst = worstOf();
      fast.loss.data.forEach((x, i) => {
        const larger = Math.max(Math.abs(reference.loss.data[i]), beta * Math.log(K));
        worst.add(ulpError32(larger + (x - reference.loss.data[i]), larger), `loss[${i}]`);
      });
      fast.gradient.data.forEach((x, n) => {
        const [i, k] = [Math.floor(n / K), n % K];
        const want = reference.gradient.data[n];
        const slope = k === y[i] ? 1 - p[n] : p[n];
        const larger = Math.max(Math.abs(want), slope, Math.abs(want - (k === y[i] ? -slope : slope)));
        worst.add(ulpError32(larger + (x - want), larger), `gradient[${n}]`);
      });
      assert.ok(worst.worst <= 4, `β = ${beta}: ${worst.worst} ulp at ${worst.at}`);
    }
  });

  it('may overwrite its input, and leaves out masked classes', () => {
    const z = { ...logits, data: logits.data.slice() };
    for (let i = 0; i < ROWS; i++) z.data[i * CLASSES + ((labels[i] + 3 + CLASSES) % CLASSES)] = -Infinity;
    const want = confidencePenalty.withGradient(z, labels);
    assert.ok(want.gradient.data.every(Number.isFinite));
    assert.deepEqual(confidencePenalty.withGradient(z, labels, { out: z }).gradient.data, want.gradient.data);
  });
});

describe('binaryFocal of float32 logits', () => {
  const bits = { ...logits, data: logits.data.map(() => random.integer(2)) };
  const calls: Record<string, BinaryFocalOptions> = {
    plain: {},
    'γ = 0, no α': { gamma: 0, alpha: -1 },
    'α = 1, γ = ½': { alpha: 1, gamma: 0.5 },
    weights: { weight, gamma: 5 },
    'weights beyond float32': { weight: weight.map((w) => w * 1e-25) },
  };
  for (const [name, options] of Object.entries(calls)) {
    it(`is rounded once: ${name}`, () => within(0.51, binaryFocal, logits, bits, options, widened(bits)));
  }

  it('counts 0·∞ as 0, and gives NaN for NaN', () => {
    const z = { ...logits, data: logits.data.slice() };
    z.data.set([Infinity, -Infinity, Infinity, -Infinity, NaN]);
    const y = { ...bits, data: bits.data.slice() };
    y.data.set([1, 0, 0, 1, 1]);
    const { loss, gradient } = binaryFocal.withGradient(z, y, { alpha: -1, reduction: 'none' });
    assert.deepEqual([...loss.data.slice(0, 5)], [0, 0, Infinity, Infinity, NaN]);
    assert.deepEqual(
      Array.from(gradient.data.slice(0, 5), (g) => g + 0),
      [0, 0, 1, -1, NaN],
    );
  });
});
