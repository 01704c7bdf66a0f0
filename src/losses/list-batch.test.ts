import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, type TensorLike } from '../core';
import { gradCheck } from '../math';
import { approxNdcg } from './approx-ndcg';
import { lambdaLoss } from './lambda-loss';
import type { ListOptions } from './list-batch';
import { listMle } from './list-mle';
import { listNet } from './list-net';
import type { Loss } from './loss';
import { rankNet } from './rank-net';

describe('a loss of lists', () => {
  const all: Record<string, Loss<TensorLike, ListOptions>> = {
    listNet,
    listMle,
    rankNet,
    approxNdcg,
    lambdaLoss,
  };
  for (const [name, loss] of Object.entries(all)) {
    const fails = (call: () => unknown, error: string, message: RegExp): void =>
      assert.throws(call, { name: error, message: new RegExp(`^${name}: .*${message.source}`) });

    it(`is 0 with the gradient 0 without two items to compare: ${name}`, () => {
      const cases: [number[][], number[][], ListOptions][] = [
        [[[5]], [[2]], {}],
        [[[5, NaN]], [[2, NaN]], { mask: [[true, false]] }],
        [[[NaN, Infinity]], [[NaN, -1]], { mask: [[0, 0]] }],
        [[[]], [[]], {}],
      ];
      for (const [scores, relevance, options] of cases) {
        const result = loss.withGradient(tensor(scores), tensor(relevance), options);
        assert.deepEqual(result, { loss: 0, gradient: tensor(scores.map((row) => row.map(() => 0))) });
      }
    });

    it(`counts lists that are masked out in the mean, unless their weight is 0: ${name}`, () => {
      const [scores, relevance] = [tensor([[1, 2], [3, NaN]]), tensor([[1, 0], [0, 0]])]; // prettier-ignore
      const mask = [[1, 1], [1, 0]]; // prettier-ignore
      const alone = loss(tensor([[1, 2]]), [[1, 0]]);
      assert.equal(loss(scores, relevance, { mask }), alone / 2);
      assert.equal(loss(scores, relevance, { sampleWeight: [3, 0] }), alone);
    });

    it(`stays finite for scores of ±10⁴, in any order: ${name}`, () => {
      for (const scores of [
        [1e4, 0, -1e4, 1e4],
        [-1e4, 1e4, 0, -1e4],
      ]) {
        const result = loss.withGradient(tensor([scores]), [[3, 2, 1, 0]]);
        for (const x of [result.loss, ...result.gradient.data]) assert.ok(Number.isFinite(x), String(x));
        assert.ok(result.gradient.data.every((g) => Math.abs(g) <= scores.length));
      }
    });

    it(`has the gradient that gradCheck finds: ${name}`, () => {
      const [scores, relevance] = [
        rng(3).normals([3, 6]),
        [4, 0, 2, 1, 3, 0, 0, 1, 0, 2, 0, 1, 1, 1, 1, 0, 0, 0],
      ];
      const target = tensor(relevance, { shape: [3, 6] });
      const options = {
        mask: tensor([1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1], { shape: [3, 6] }),
      };
      const { gradient } = loss.withGradient(scores, target, options);
      const { passed, verdict } = gradCheck((s) => loss(s, target, options), scores, gradient);
      assert.ok(passed, verdict);
    });

    it(`names what is wrong with its input, and where: ${name}`, () => {
      const scores = tensor([[1, 2], [3, 4]]); // prettier-ignore
      const relevance = [[1, 0], [0, 1]]; // prettier-ignore
      fails(() => loss(tensor([1, 2]), [1, 0]), 'ShapeError', /scores.*\[2\]/);
      fails(() => loss(scores, [[1, 0]]), 'ShapeError', /\[1, 2\].*\[2, 2\]/);
      fails(() => loss(tensor([[1, NaN]]), [[1, 0]]), 'DomainError', /scores\[0, 1\] is NaN.*mask out/);
      fails(() => loss(tensor([[1, 2], [-Infinity, 0]]), relevance), 'DomainError', /scores\[1, 0\] is -Inf/); // prettier-ignore
      fails(() => loss(scores, [[1, 0], [0, NaN]]), 'LabelError', /relevance\[1, 1\] is NaN/); // prettier-ignore
      fails(() => loss(scores, relevance, { mask: [[1, 1]] }), 'ShapeError', /mask has shape \[1, 2\]/);
      fails(() => loss(scores, relevance, { mask: [[1, 1], [2, 1]] }), 'OptionError', /mask\[1, 0\] is 2/); // prettier-ignore
      fails(() => loss(scores, relevance, { mask: 'x' as never }), 'ShapeError', /mask.*'x'/);
      fails(() => loss(scores, relevance, { sampleWeight: [1] }), 'ShapeError', /sampleWeight/);
    });
  }

  for (const loss of [approxNdcg, lambdaLoss] as Loss<TensorLike, ListOptions>[]) {
    it(`takes grades of which gains can be made: ${loss.name}`, () => {
      for (const grade of [-1, 1001])
        assert.throws(() => loss(tensor([[1, 2]]), [[0, grade]]), {
          name: 'LabelError',
          message: new RegExp(`relevance\\[0, 1\\] is ${grade}, expected a grade of \\[0, 1000\\]`),
        });
      assert.ok(loss(tensor([[1, 2]]), [[1000, 0]]) > 0.3);
      // Only ratios of gains matter.
      for (const tiny of [1e-17, 5e-324])
        assert.ok(Math.abs(loss(tensor([[1, 2]]), [[tiny, 0]]) - loss(tensor([[1, 2]]), [[1, 0]])) < 1e-15);
    });
  }
});
