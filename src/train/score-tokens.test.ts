import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabelError, OptionError, ShapeError, rng, tensor, zeros } from '../core';
import { logSoftmax } from '../math';
import * as nn from '../nn';
import { scoreTokens } from './score-tokens';
import { windows } from './windows';

const text = Int32Array.from({ length: 23 }, (_, i) => (i * i + 3 * i) % 5);

/** Its logits tell how many positions of the window came before. */
const counting: nn.Layer = {
  name: 'counting',
  parameters: {},
  forward(x) {
    const [n, t] = x.shape;
    const z = zeros([n, t, 5]);
    for (let i = 0; i < n * t; i++) z.data[5 * i] = (i % t) + 1;
    return [z, undefined];
  },
  backward: () => assert.fail(),
};

describe('scoreTokens', () => {
  it('is what the model gives for the whole text, if it looks back no further than half a window', () => {
    const model = nn.embedding(5, 5, { rng: rng(1), dtype: 'float32' });
    const [z] = model.forward(tensor([Array.from(text.subarray(0, -1))]));
    const expected = Array.from(logSoftmax(tensor(Array.from(z.data), { shape: [22, 5] })).data);
    for (const length of [1, 2, 5, 8, 22, 100]) {
      const scores = scoreTokens(model, text, { length });
      assert.equal(scores.length, 22);
      scores.forEach((score, i) => {
        assert.ok(Math.abs(score - expected[5 * i + text[i + 1]]) < 1e-6, `length ${length}, token ${i + 1}`);
      });
    }
  });

  it('lets each token be guessed from half a window at least', () => {
    for (const length of [2, 5, 8]) {
      const zeroes = new Int32Array(40);
      const seen = Array.from(scoreTokens(counting, zeroes, { length }), (score) => {
        const p = Math.exp(score);
        return Math.round(Math.log((4 * p) / (1 - p)));
      });
      seen.forEach((count, i) => {
        assert.ok(
          count >= Math.min(i + 1, Math.floor(length / 2) + (length % 2)),
          `length ${length}: ${seen}`,
        );
      });
    }
  });

  it('refuses what is no text, and a model of other outputs', () => {
    const model = nn.embedding(5, 5, { initializer: nn.initializers.zeros });
    assert.throws(() => scoreTokens(model, [3], { length: 2 }), ShapeError);
    assert.throws(() => scoreTokens(model, [], { length: 2 }), ShapeError);
    assert.throws(() => scoreTokens(model, [1, 0.5], { length: 2 }), LabelError);
    assert.throws(() => scoreTokens(model, [1, 7], { length: 2 }), LabelError);
    assert.throws(() => scoreTokens(model, [1, 2], { length: 0 }), OptionError);
    const flat = nn.sequential(model, nn.flatten());
    assert.throws(() => scoreTokens(flat, [1, 2, 3], { length: 2 }), /should have shape \[1, 2, classes\]/);
  });
});

describe('windows', () => {
  it('begin anywhere in training, the same for the same stream', () => {
    const source = windows(text, { length: 4, rows: 200 });
    const rows = Int32Array.from({ length: 200 }, (_, i) => i);
    const { features, labels } = source.take(rows, rng(1));
    assert.deepEqual(features.shape, [200, 4]);
    assert.deepEqual(source.take(rows, rng(1)).features.data, features.data);
    const starts = new Set<string>();
    const all = Array.from({ length: 19 }, (_, s) => text.subarray(s, s + 5).join());
    for (let i = 0; i < 200; i++) {
      const window = Array.from(features.data.subarray(4 * i, 4 * i + 4));
      const next = Array.from(labels.data.subarray(4 * i, 4 * i + 4));
      assert.deepEqual(next.slice(0, 3), window.slice(1));
      starts.add([...window, next[3]].join());
    }
    assert.deepEqual(starts, new Set(all));
  });

  it('stand side by side otherwise', () => {
    const source = windows(text, { length: 11 });
    assert.equal(source.rows, 2);
    const { features } = source.take(Int32Array.of(0, 1));
    assert.deepEqual(Array.from(features.data), Array.from(text.subarray(0, 22)));
  });

  it('refuse what cannot be', () => {
    assert.throws(() => windows([1, 2, 3], { length: 3 }), /should be more than the 3 of a window, got 3/);
    assert.throws(() => windows([1.5, 2, 3], { length: 1 }), LabelError);
    assert.throws(() => windows([1, -2, 3], { length: 1 }), LabelError);
    assert.throws(() => windows(text, { length: 1, rows: 0 }), OptionError);
    assert.throws(() => windows(text, { length: 11 }).take(Int32Array.of(2)), /there is no row 2 of 2/);
  });
});
