import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readItems, readRatings, readUsers } from './read-movie-lens';

const bytes = (...lines: string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);
const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

describe('readUsers', () => {
  it('reads who they are', () => {
    assert.deepEqual(readUsers('u', bytes('header', '1\t24\tM\twriter\t01002', '2\t53\tF\tother\tT8H1N')), {
      ages: Int32Array.of(24, 53),
      genders: ['M', 'F'],
      occupations: ['writer', 'other'],
    });
  });

  it('names the line that is no user', () => {
    for (const line of ['3\t24\tM\twriter\t1', '2\tx\tM\twriter\t1', '2\t24\tM\twriter'])
      assert.throws(
        () => readUsers('u.user', bytes('header', '1\t24\tM\twriter\t1', line)),
        refused(/^u\.user: line 3 should have a user/),
      );
  });
});

describe('readItems', () => {
  it('reads titles, years, and genres between blanks', () => {
    const text = bytes('header', "1\tMépris, Le\t1963\tDrama Children's", '2\tunknown\tunknown\tunknown');
    assert.deepEqual(readItems('i', text), {
      titles: ['Mépris, Le', 'unknown'],
      years: Int32Array.of(1963, 0),
      genres: [['Drama', "Children's"], ['unknown']],
    });
  });

  it('names the line that is no item', () => {
    for (const line of ['2\tA\t1963\tDrama', '1\tA\t1963\t', '1\tA\t1963'])
      assert.throws(() => readItems('i', bytes('header', line)), refused(/^i: line 2 should have an item/));
  });
});

describe('readRatings', () => {
  it('numbers users and items from 0', () => {
    assert.deepEqual(readRatings('r', bytes('header', '2\t3\t5\t900', '1\t3\t1\t800'), 2, 3), {
      users: Int32Array.of(1, 0),
      items: Int32Array.of(2, 2),
      ratings: Int32Array.of(5, 1),
      timestamps: Int32Array.of(900, 800),
      userCount: 2,
      itemCount: 3,
    });
  });

  it('names the line that is no rating', () => {
    for (const line of [
      '0\t1\t5\t9',
      '3\t1\t5\t9',
      '1\t4\t5\t9',
      '1\t0\t5\t9',
      '1\t1\t6\t9',
      '1\t1\t0\t9',
      '1\t1\t5\tx',
    ])
      assert.throws(
        () => readRatings('r', bytes('header', line), 2, 3),
        refused(/^r: line 2 should have a user/),
      );
  });

  it('names the line that rates again', () => {
    const text = bytes('header', '1\t2\t5\t9', '2\t2\t5\t9', '1\t2\t4\t8');
    assert.throws(() => readRatings('r', text, 2, 3), refused(/^r: line 4 rates item 2 for user 1 again/));
  });
});
