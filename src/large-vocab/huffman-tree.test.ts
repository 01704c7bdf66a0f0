import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, zeros } from '../core';
import { entropy } from '../math';
import { expectedDepth, huffmanTree } from './huffman-tree';

const random = rng('huffman');

/** The sum of all counts × depths by the definition: join the two smallest, over and over. */
function leastCost(counts: readonly number[]): number {
  const left = [...counts];
  let cost = 0;
  while (left.length > 1) {
    left.sort((a, b) => a - b);
    const joined = left[0] + left[1];
    left.splice(0, 2, joined);
    cost += joined;
  }
  return cost;
}

describe('huffmanTree', () => {
  it('joins the rarest first; ties by class before node, then by number', () => {
    assert.deepEqual([...huffmanTree([4, 1, 2, 1]).children], [1, 3, 2, 4, 0, 5]);
    // 3 and the node of 0 and 1 are both 2: the class first
    assert.deepEqual([...huffmanTree([1, 1, 3, 2]).children], [0, 1, 3, 4, 2, 5]);
    assert.deepEqual([...huffmanTree([1, 1, 1, 1]).children], [0, 1, 2, 3, 4, 5]);
    assert.deepEqual([...huffmanTree([0, 0, 0]).children], [0, 1, 2, 3]);
    assert.deepEqual([...huffmanTree([7]).depths], [0]);
  });

  it('has the least expected depth, within a bit of the entropy', () => {
    for (const classes of [2, 3, 5, 17, 100, 1000]) {
      const counts = Array.from({ length: classes }, () => random.integer(9) * random.integer(50) + 1);
      const total = counts.reduce((a, b) => a + b);
      const tree = huffmanTree(counts);
      const depth = expectedDepth(tree, counts);
      assert.ok(Math.abs(depth - leastCost(counts) / total) < 1e-12);
      const bits = entropy(counts.map((count) => count / total)) / Math.LN2;
      assert.ok(depth >= bits - 1e-12 && depth < bits + 1);
      // Kraft: a full tree
      const kraft = tree.depths.reduce((sum, d) => sum + 1 / Math.pow(2, d), 0);
      assert.ok(Math.abs(kraft - 1) < 1e-12);
    }
  });

  it('meets the entropy for powers of ½, and takes typed arrays and tensors', () => {
    const counts = [8, 4, 2, 1, 1];
    for (const given of [counts, Int32Array.from(counts), Float32Array.from(counts)]) {
      assert.deepEqual([...huffmanTree(given).depths], [1, 2, 3, 4, 4]);
      assert.equal(expectedDepth(huffmanTree(given), given), 1.875);
    }
    assert.ok(Number.isNaN(expectedDepth(huffmanTree([1, 1]), [0, 0])));
  });

  it('refuses what are no counts', () => {
    assert.throws(() => huffmanTree([]), {
      name: 'ShapeError',
      message: /huffmanTree: counts should have shape \[V\]/,
    });
    assert.throws(() => huffmanTree(zeros([2, 2])), { name: 'ShapeError', message: /got \[2, 2\]/ });
    assert.throws(() => huffmanTree('abc' as never), { name: 'ShapeError', message: /huffmanTree: counts/ });
    for (const [counts, which] of [
      [[1, -1], /counts\[1\] is -1/],
      [[NaN, 1], /counts\[0\] is NaN/],
      [[1, Infinity], /finite sum, got the sum Infinity/],
      [[1e308, 1e308], /finite sum/],
    ] as const) {
      assert.throws(() => huffmanTree(counts), { name: 'OptionError', message: which });
    }
    assert.throws(() => expectedDepth(huffmanTree([1, 2]), [1]), {
      name: 'ShapeError',
      message: /expectedDepth: counts should have shape \[2\].*got \[1\]/,
    });
  });
});
