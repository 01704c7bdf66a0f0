import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNear } from '../../test/support/sampled-problem';
import { convert, log, rng, tensor, zeros, type Tensor } from '../core';
import { softmaxCrossEntropy } from '../losses';
import { gradCheck } from '../math';
import { matmulTransposedRight } from '../nn';
import * as optim from '../optim';
import { inBatchSoftmax } from './in-batch-softmax';

const random = rng('in-batch softmax');
const [N, M, D] = [7, 3, 4];
const users = random.normals([N, D]);
const items = random.normals([N, D]);
const hardNegatives = random.normals([M, D]);
const logQ = random.normals([N + M]);
const ids = [4, 2, 4, 4, 9, 2, 0, 1, 4, 0];
const every = { logQ, hardNegatives, ids };
type Options = Partial<typeof every> & { correction?: 'both' };

/** From the definition. */
function dense(of: Tensor, { logQ, hardNegatives, ids, correction }: Options): Tensor {
  const all = hardNegatives ? [...items.data, ...hardNegatives.data] : [...items.data];
  const columns = all.length / D;
  const z = matmulTransposedRight(of, tensor(all, { shape: [columns, D] }));
  for (let n = 0; n < z.data.length; n++) {
    const [i, j] = [Math.floor(n / columns), n % columns];
    if (logQ && (i !== j || correction)) z.data[n] -= logQ.data[j] ?? 0;
    if (logQ && !correction && i !== j && j < N) z.data[n] -= log(N - 1);
    if (ids && i !== j && ids[i] === ids[j]) z.data[n] = -Infinity;
  }
  return z;
}

describe('inBatchSoftmax', () => {
  const labels = Int32Array.from({ length: N }, (_, i) => i);
  const settings: Record<string, Options> = {
    'nothing besides': {},
    'the correction': { logQ: tensor(logQ.data.slice(0, N)) },
    'hard negatives': { hardNegatives },
    everything: every,
    "the paper's correction": { ...every, correction: 'both' },
    'only items corrected': { ...every, logQ: tensor(logQ.data.slice(0, N)) },
  };
  for (const [name, options] of Object.entries(settings)) {
    it(`is the softmax cross-entropy of its logits, with ${name}`, () => {
      for (const reduction of ['mean', 'sum'] as const) {
        const expected = softmaxCrossEntropy(dense(users, options), labels, { reduction });
        const loss = inBatchSoftmax(users, items, { ...options, reduction });
        assert.ok(Math.abs(loss - expected) < 1e-14 * expected, `${loss} ${expected}`);
      }
      const each = inBatchSoftmax(users, items, { ...options, reduction: 'none' });
      assertNear(each, softmaxCrossEntropy(dense(users, options), labels, { reduction: 'none' }), 1e-14);
    });

    it(`has gradients that differences confirm, with ${name}`, () => {
      const { gradients } = inBatchSoftmax.withGradient(users, items, options);
      const checks = [
        gradCheck((x: Tensor) => inBatchSoftmax(x, items, options), users, gradients.users),
        gradCheck((x: Tensor) => inBatchSoftmax(users, x, options), items, gradients.items),
      ];
      if (options.hardNegatives)
        checks.push(
          gradCheck((x: Tensor) => inBatchSoftmax(users, items, { ...options, hardNegatives: x }), hardNegatives, gradients.hardNegatives!),
        ); // prettier-ignore
      for (const check of checks) assert.ok(check.passed, JSON.stringify(check));
    });

    it(`has the same in float32, with ${name}`, () => {
      const single = (x: Tensor) => convert(x, 'float32');
      const { hardNegatives: hard, ...rest } = options;
      const given = { ...rest, ...(hard && { hardNegatives: single(hard) }) };
      const found = inBatchSoftmax.withGradient(single(users), single(items), given);
      const exact = inBatchSoftmax.withGradient(users, items, options);
      assert.ok(Math.abs(found.loss - exact.loss) < 1e-6 * exact.loss);
      for (const key of ['users', 'items'] as const) {
        assert.equal(found.gradients[key].dtype, 'float32');
        assertNear(found.gradients[key], exact.gradients[key], 2e-6);
      }
      if (hard) assertNear(found.gradients.hardNegatives!, exact.gradients.hardNegatives!, 2e-6);
    });
  }

  it('corrects with the sign that makes frequent items likely; without, it forgets how often they come', () => {
    const shares = Float64Array.from({ length: 20 }, (_, k) => 1 / (k + 1));
    const total = shares.reduce((a, b) => a + b);
    const logShares = shares.map((share) => log(share / total));
    /** How far logits of items, trained on a batch of one user throughout, are from ln of their shares, and from each other. */
    const train = (corrected: boolean): { error: number; spread: number } => {
      const draws = rng('batches');
      const vectors = zeros([20, 1]);
      const optimizer = optim.adam({ learningRate: 0.05 });
      for (let step = 0; step < 400; step++) {
        optimizer.state.learningRate = 0.05 * (1 - step / 400);
        const drawn = draws.choice(20, { size: 128, weights: shares });
        const batch = tensor(drawn.map((k) => [vectors.data[k]]));
        const options = corrected ? { logQ: drawn.map((k) => logShares[k]), ids: drawn } : {};
        const { gradients } = inBatchSoftmax.withGradient(tensor(drawn.map(() => [1])), batch, options);
        const gradient = zeros([20, 1]);
        drawn.forEach((k, n) => (gradient.data[k] += gradients.items.data[n]));
        optimizer.step({ vectors }, { vectors: gradient });
      }
      const gaps = Array.from(vectors.data, (z, k) => z - logShares[k]);
      return {
        error: Math.max(...gaps) - Math.min(...gaps),
        spread: Math.max(...vectors.data) - Math.min(...vectors.data),
      };
    };
    const [corrected, plain] = [train(true), train(false)];
    // ln 20 = 3.0 between the most frequent and the rarest.
    assert.ok(corrected.error < 0.6 && corrected.spread > 2.4, JSON.stringify(corrected));
    assert.ok(plain.spread < 0.6, JSON.stringify(plain));
  });

  it('has no loss where all others are the same item, or there are none', () => {
    const same = inBatchSoftmax.withGradient(users, items, { ids: new Int32Array(N).fill(3) });
    assert.equal(same.loss, 0);
    for (const { data } of [same.gradients.users, same.gradients.items])
      assert.ok(data.every((g) => g === 0));
    assert.ok(Number.isNaN(inBatchSoftmax(zeros([0, 2]), zeros([0, 2]))));
    assert.equal(inBatchSoftmax(zeros([0, 2]), zeros([0, 2]), { onEmpty: 'zero' }), 0);
  });

  it('tells NaN, and leaves its arguments as they were', () => {
    const before = [users, items, hardNegatives, logQ].map((x) => x.data.slice());
    assert.ok(Number.isNaN(inBatchSoftmax(tensor([[NaN], [1]]), tensor([[1], [1]]))));
    inBatchSoftmax.withGradient(users, items, every);
    assert.deepEqual([users, items, hardNegatives, logQ].map((x) => x.data), before); // prettier-ignore
  });

  it('refuses what does not fit', () => {
    const cases: [object, string, RegExp][] = [
      [{ logQ: [1] }, 'ShapeError', /logQ should have shape \[7\], got \[1\]/],
      [
        { logQ: [1], hardNegatives },
        'ShapeError',
        /logQ should have shape \[7\] or, with the hard negatives, \[10\]/,
      ],
      [{ correction: 'none' }, 'OptionError', /correction should be one of 'both', 'negatives'/],
      [{ logQ: [1, 2, 3, 4, 5, 6, -Infinity] }, 'DomainError', /logQ\[6\] is -Infinity/],
      [{ hardNegatives: [[1, 2]] }, 'ShapeError', /hardNegatives should have shape \[M, 4\], got \[1, 2\]/],
      [{ hardNegatives: convert(hardNegatives, 'float32') }, 'DTypeError', /hardNegatives is float32/],
      [{ hardNegatives, ids: ids.slice(0, N) }, 'ShapeError', /10 rows need 10 ids, got 7/],
      [{ ids: [0, 1, 2, 3, 4, 5, -1] }, 'LabelError', /ids\[6\] is -1/],
      [{ temperature: 1 }, 'OptionError', /unknown option 'temperature'/],
    ];
    for (const [options, name, message] of cases)
      assert.throws(() => inBatchSoftmax(users, items, options), { name, message });
    assert.throws(() => inBatchSoftmax(users, tensor([[1, 2, 3, 4]])), {
      name: 'ShapeError',
      message: /users has shape/,
    });
  });
});
