import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { huffmanTree, pathTo } from '../large-vocab';
import { xoshiro128 } from '../core/xoshiro';
import { exampleSource } from './examples';
import { noise } from './noise';
import { readOptions, type WordVectorOptions } from './options';

/** All words differ, so that a row tells where it was. */
const text = Int32Array.from({ length: 3000 }, (_, i) => i);
const common: WordVectorOptions = {
  counts: new Int32Array(3000).fill(1),
  window: 3,
  negatives: 2,
  threshold: Infinity,
  rng: rng(1),
};

/** Of an epoch: the rows and the targets of each example. */
function epochOf(options: WordVectorOptions): { inputs: number[]; targets: number[] }[] {
  const source = exampleSource(text, readOptions('test', options));
  const all: { inputs: number[]; targets: number[] }[] = [];
  for (;;) {
    const { examples, isLast } = source.next();
    const { count, inputStarts, inputRows, targetRanges, targets } = examples;
    for (let i = 0; i < count; i++) {
      all.push({
        inputs: Array.from(inputRows.subarray(inputStarts[i], inputStarts[i + 1])),
        targets: Array.from(targets.subarray(targetRanges[2 * i], targetRanges[2 * i + 1])),
      });
    }
    if (isLast) return all;
  }
}

describe('examples', () => {
  it('of skip-gram are each word of a context, whose width is drawn evenly from 1 … window', () => {
    const reaches = new Map<number, number>();
    for (const { inputs, targets } of epochOf(common)) {
      assert.equal(inputs.length, 1);
      assert.equal(targets[0] & 1, 1);
      const word = targets[0] >> 1;
      reaches.set(word, Math.max(reaches.get(word) ?? 0, Math.abs(inputs[0] - word)));
      for (const other of targets.slice(1)) assert.ok(other % 2 === 0 && other >> 1 !== word);
    }
    assert.equal(reaches.size, 3000, 'every word of all blocks');
    for (const reach of [1, 2, 3]) {
      const share = Array.from(reaches.values()).filter((of) => of === reach).length / 3000;
      assert.ok(Math.abs(share - 1 / 3) < 0.05, `${reach}: ${share}`);
    }
  });

  it('of CBOW are the whole context, also across blocks', () => {
    const all = epochOf({ ...common, model: 'cbow' });
    assert.equal(all.length, 3000);
    all.forEach(({ inputs }, word) => {
      const reach = Math.max(...inputs.map((row) => Math.abs(row - word)));
      const expected = Array.from({ length: 2 * reach + 1 }, (_, i) => word - reach + i);
      assert.deepEqual(
        inputs,
        expected.filter((row) => row !== word && row >= 0 && row < 3000),
      );
    });
  });

  it("of a hierarchical softmax are the decisions on the tree's way to the word", () => {
    const counts = text.map((i) => 1 + (i % 50));
    const tree = huffmanTree(Array.from(counts));
    for (const { targets } of epochOf({
      ...common,
      counts,
      model: 'cbow',
      objective: 'hierarchical-softmax',
    }).slice(0, 1)) {
      assert.deepEqual(
        targets,
        pathTo(tree, 0).map(({ row, bit }) => 2 * row + bit),
      );
    }
  });

  it('leave out frequent words', () => {
    const counts = text.map((i) => (i < 10 ? 100_000 : 1));
    const words = epochOf({ ...common, counts, model: 'cbow', threshold: 1e-3 }).map(
      ({ targets }) => targets[0] >> 1,
    );
    assert.ok(words.filter((word) => word < 10).length < 5);
    assert.equal(words.filter((word) => word >= 10).length, 2990);
  });
});

describe('noise', () => {
  it('is drawn by the counts raised to the power', () => {
    const counts = [16, 81, 0, 1];
    const draw = noise(counts, 0.75, xoshiro128(Int32Array.of(1, 2, 3, 4)));
    const drawn = [0, 0, 0, 0];
    for (let i = 0; i < 360_000; i++) drawn[draw()]++;
    [8, 27, 0, 1].forEach((share, k) => assert.ok(Math.abs(drawn[k] - share * 10_000) < 500, `${drawn}`));
    assert.equal(drawn[2], 0);
  });
});
