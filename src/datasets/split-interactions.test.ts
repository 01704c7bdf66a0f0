import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import { itemsOf, type Interactions } from '../core/interactions';
import { splitInteractions, type TimedEvents } from './split-interactions';

/** User u has items 0, 1, … in the order of time, but for the ties. */
function events(counts: readonly number[], timeOf = (_: number, i: number) => i): TimedEvents {
  const pairs = counts.flatMap((count, user) => Array.from({ length: count }, (_, item) => ({ user, item })));
  rng('order of events').shuffle(pairs);
  return {
    users: pairs.map(({ user }) => user),
    items: pairs.map(({ item }) => item),
    timestamps: pairs.map(({ user, item }) => timeOf(user, item)),
    userCount: counts.length,
    itemCount: Math.max(...counts),
  };
}

const items = (part: Interactions): number[][] =>
  Array.from({ length: part.shape[0] }, (_, u) => Array.from(itemsOf(part, u)));

describe('splitInteractions', () => {
  it('holds out the last ones of each user, in order of time', () => {
    const { train, validation, test } = splitInteractions(events([10, 4, 0, 7]), { test: 0.3, validation: 0.2, rng: rng(1) }); // prettier-ignore
    assert.deepEqual(items(train), [[0, 1, 2, 3, 4], [0, 1, 2], [], [0, 1, 2, 3]]);
    assert.deepEqual(items(validation), [[5, 6], [], [], [4]]);
    assert.deepEqual(items(test), [[7, 8, 9], [3], [], [5, 6]]);
    assert.deepEqual(train.shape, [4, 10]);
  });

  it('leaves in training the users who have too few', () => {
    const { train, test } = splitInteractions(events([9, 10]), { rng: rng(1) });
    assert.deepEqual([items(train)[0].length, items(test)], [9, [[], [9]]]);
  });

  it('leaves one out for each part', () => {
    const split = splitInteractions(events([2, 3, 5]), { kind: 'leaveOneOut', rng: rng(1) });
    assert.deepEqual(items(split.train), [[0, 1], [0], [0, 1, 2]]);
    assert.deepEqual(items(split.validation), [[], [1], [3]]);
    assert.deepEqual(items(split.test), [[], [2], [4]]);
  });

  it('breaks ties by the rng alone, each being as likely to be held out', () => {
    const tied = events([100], () => 7);
    const held = (seed: number, given = tied): number[] =>
      items(splitInteractions(given, { rng: rng(seed) }).test)[0];
    assert.deepEqual(held(1), held(1));
    const counts = new Int32Array(100);
    for (let seed = 0; seed < 500; seed++) for (const item of held(seed)) counts[item]++;
    // Each is binomial (500, 0.1): 50 ± 6.7.
    assert.ok(Math.min(...counts) > 22 && Math.max(...counts) < 78, `${counts}`);
  });

  it('cuts at times, of which none lies in two parts', () => {
    const timeOf = (user: number, item: number) => Math.floor((user + 3 * item) / 4);
    const { train, validation, test } = splitInteractions(events([9, 9, 9], timeOf), { kind: 'global', test: 0.2, validation: 0.2 }); // prettier-ignore
    const times = [train, validation, test].map((part) =>
      items(part).flatMap((own, user) => own.map((item) => timeOf(user, item))),
    );
    assert.ok(Math.max(...times[0]) < Math.min(...times[1]) && Math.max(...times[1]) < Math.min(...times[2]));
    assert.equal(times.flat().length, 27);
    for (const held of times.slice(1)) assert.ok(held.length >= 3 && held.length <= 9, String(held.length));
  });

  it('has empty parts where nothing is asked for', () => {
    for (const kind of ['perUser', 'global'] as const) {
      const { train, validation } = splitInteractions(events([10, 10]), { kind, validation: 0, rng: rng(1) });
      assert.deepEqual([train.columns.length, validation.columns.length], [18, 0], kind);
    }
  });

  it('takes values along, and tensors', () => {
    const { train, test } = splitInteractions(
      { users: tensor([0, 0, 0]), items: tensor([2, 0, 1]), values: tensor([3, 4, 5]), timestamps: tensor([3, 2, 1]), userCount: 1, itemCount: 3 }, // prettier-ignore
      { kind: 'leaveOneOut', rng: rng(1) },
    );
    assert.deepEqual([[...train.values], [...train.columns], [...test.values]], [[5], [1], [3]]);
  });

  it('refuses what it cannot split', () => {
    const good = events([5, 5]);
    const cases: [Partial<TimedEvents>, object, string, RegExp][] = [
      [{ users: [0, 2], items: [0, 0], timestamps: [1, 2] }, {}, 'LabelError', /users\[1\] is 2, expected .* 0 … 1/],
      [{ users: [0, 1], items: [0, 5], timestamps: [1, 2] }, {}, 'LabelError', /items\[1\] is 5, expected .* 0 … 4/],
      [{ users: [0, 1, 0], items: [0, 0, 0], timestamps: [1, 2, 3] }, {}, 'OptionError', /event 2 is of user 0 and item 0, as one before it/],
      [{ timestamps: [1] }, {}, 'ShapeError', /10 events need 10 timestamps, got 1/],
      [{ timestamps: new Array<number>(10).fill(NaN) }, {}, 'OptionError', /timestamps\[0\] should be finite, got NaN/],
      [{ values: [1] }, {}, 'ShapeError', /10 events need 10 values, got 1/],
      [{ values: new Float64Array(10) }, {}, 'OptionError', /values\[0\] should be a finite number > 0, got 0/],
      [{ userCount: 0 }, {}, 'OptionError', /userCount should be a positive integer/],
      [{}, { test: 0.5, validation: 0.5 }, 'OptionError', /should leave something/],
      [{}, { test: 3 }, 'OptionError', /test should be a number of \[0, 1\]/],
      [{}, { rng: undefined }, 'OptionError', /rng should be a generator/],
      [{}, { kind: 'random' }, 'OptionError', /kind should be one of 'perUser', 'global'/],
      [{}, { kind: 'leaveOneOut', test: 0.1 }, 'OptionError', /leave out test and validation/],
    ]; // prettier-ignore
    for (const [change, options, name, message] of cases)
      assert.throws(() => splitInteractions({ ...good, ...change }, { rng: rng(1), ...options }), {
        name,
        message,
      });
  });
});
