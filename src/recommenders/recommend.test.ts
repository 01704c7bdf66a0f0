import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sparse } from '../../test/support/interactions';
import { tensor } from '../core';
import { heldOut } from './held-out';
import { recommend } from './recommend';
import { topIndices } from './top-indices';

const lists = (found: Int32Array[]): number[][] => found.map((list) => Array.from(list));

describe('topIndices', () => {
  it('is what a stable sort says', () => {
    for (let seed = 1; seed < 200; seed++) {
      const numbers = Array.from({ length: seed % 17 }, (_, i) => (seed * (i + 3) * 7919) % 5);
      const order = [...numbers.keys()].sort((a, b) => numbers[b] - numbers[a]);
      assert.deepEqual([...topIndices(numbers, 4)], order.slice(0, 4), String(numbers));
    }
  });
});

describe('recommend', () => {
  const scores = [[5, 1, 3, 3], [1, 2, 3, 4]]; // prettier-ignore
  const history = sparse([[1, 0, 0, 0], [0, 0, 1, 0]]); // prettier-ignore

  it('takes the largest scores, of equal ones the first', () => {
    assert.deepEqual(lists(recommend(scores, { k: 3 })), [
      [0, 2, 3],
      [3, 2, 1],
    ]);
  });

  it('leaves out what was seen, in any part, and changes no score', () => {
    const given = tensor(scores);
    assert.deepEqual(lists(recommend(given, { k: 2, seen: history })), [
      [2, 3],
      [3, 1],
    ]);
    const more = sparse([[0, 0, 1, 0], [1, 1, 0, 1]]); // prettier-ignore
    assert.deepEqual(lists(recommend(given, { k: 3, seen: [history, more] })), [[3, 1], []]);
    assert.deepEqual([...given.data], scores.flat());
  });

  it('leaves out what has −∞, and refuses NaN', () => {
    assert.deepEqual(lists(recommend([[5, -Infinity, 3]], { k: 3 })), [[0, 2]]);
    assert.throws(() => recommend([[5, 1, 3], [5, NaN, 3]], { k: 3 }), {
      name: 'DomainError',
      message: /^recommend: scores\[1, 1\] is NaN, expected a number/,
    }); // prettier-ignore
  });

  it('knows whose the rows are', () => {
    assert.deepEqual(lists(recommend([[5, 1, 9, 3]], { k: 1, seen: history, users: [1] })), [[0]]);
    const wrong: [object, string, RegExp][] = [
      [{ k: 1, seen: history }, 'ShapeError', /should have a row for each of 2 users; give users/],
      [{ k: 1, seen: history, users: [2] }, 'LabelError', /users\[0\] is 2/],
      [{ k: 0 }, 'OptionError', /k should be a positive integer/],
      [{ k: 1, seen: sparse([[1, 1, 1]]) }, 'ShapeError', /scores are of 4 items, but seen is of 3/],
      [
        { k: 1, seen: [history, sparse([[1, 1, 1, 1]])] },
        'ShapeError',
        /seen should be of 2 users and 4 items/,
      ],
    ];
    for (const [options, name, message] of wrong)
      assert.throws(() => recommend([[5, 1, 9, 3]], options as never), { name, message });
  });
});

describe('heldOut', () => {
  it('is of the users with something held out', () => {
    const seen = [sparse([[1, 0, 0], [1, 1, 0], [0, 1, 0]]), sparse([[0, 0, 1], [0, 0, 0], [0, 0, 0]])]; // prettier-ignore
    const { users, relevance, mask } = heldOut(sparse([[0, 2, 0], [0, 0, 0], [1, 0, 1]]), { seen }); // prettier-ignore
    assert.deepEqual([...users], [0, 2]);
    assert.deepEqual([...relevance.data], [0, 2, 0, 1, 0, 1]);
    assert.deepEqual([...mask.data], [0, 1, 0, 1, 0, 1]);
    assert.throws(() => heldOut(sparse([[1, 0]]), { seen }), {
      name: 'ShapeError',
      message: /seen should be of 1 users and 2/,
    });
  });
});
