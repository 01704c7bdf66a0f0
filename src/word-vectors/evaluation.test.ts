import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, rng, tensor } from '../core';
import { analogies, cosineSimilarities, nearest } from '.';

const vectors = tensor([
  [1, 0.1],
  [1, 1],
  [0.3, 0.1],
  [0.3, 1],
  [-1, 0],
]);

describe('nearest', () => {
  it('is in the order of the cosine, whatever the lengths, without the word itself', () => {
    const found = nearest(vectors, 1, { count: 3 });
    assert.deepEqual(
      found.map(({ index }) => index),
      [2, 3, 0],
    );
    assert.ok(Math.abs(found[0].similarity - 0.4 / Math.sqrt(2 * 0.1)) < 1e-6);
    assert.equal(nearest(vectors, 0).length, 4);
  });

  it('refuses a word that is not there, and a vector without direction', () => {
    assert.throws(() => nearest(vectors, 5), LabelError);
    assert.throws(() => nearest(tensor([[1], [0]]), 0), /nearest: row 1 of vectors has the length 0/);
  });
});

describe('cosineSimilarities', () => {
  it('are cosines', () => {
    const [of, self] = cosineSimilarities(vectors, [
      [0, 4],
      [3, 3],
    ]);
    assert.ok(Math.abs(of + 1 / Math.sqrt(1.01)) < 1e-12 && Math.abs(self - 1) < 1e-12);
    assert.throws(() => cosineSimilarities(vectors, [[0, 9]]), LabelError);
    assert.throws(() => cosineSimilarities(tensor([[0], [1]]), [[0, 1]]), DomainError);
  });
});

describe('analogies', () => {
  it('are what a search through all words finds, with and without the three', () => {
    const random = rng(1);
    const many = random.normals([50, 8]);
    const unit = Array.from({ length: 50 }, (_, i) => {
      const row = Array.from(many.data.subarray(8 * i, 8 * i + 8));
      const length = Math.hypot(...row);
      return row.map((v) => v / length);
    });
    const questions = Array.from({ length: 600 }, () => {
      const [a, b, c] = random.choice(50, { size: 3 });
      return [a, b, c] as const;
    });
    const { answers, nearest: all } = analogies(many, questions);
    questions.forEach(([a, b, c], i) => {
      const cosines = unit.map((row) =>
        row.reduce((sum, v, d) => sum + v * (unit[b][d] - unit[a][d] + unit[c][d]), 0),
      );
      assert.equal(all[i], cosines.indexOf(Math.max(...cosines)));
      for (const word of [a, b, c]) cosines[word] = -Infinity;
      assert.equal(answers[i], cosines.indexOf(Math.max(...cosines)));
    });
  });

  it('answer a question by hand, and refuse a word that is not there', () => {
    const { answers, nearest: all } = analogies(vectors, [[0, 1, 2]]);
    assert.deepEqual([answers[0], all[0]], [3, 1]);
    assert.throws(() => analogies(vectors, [[0, 1, 7]]), LabelError);
  });
});
