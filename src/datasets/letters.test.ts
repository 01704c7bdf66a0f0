import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { letters, LETTERS } from './letters';
import { shakespeareDigrams } from './shakespeare-digrams';

const spell = (symbols: Int32Array) => Array.from(symbols, (k) => LETTERS[k]).join('');

describe('letters', () => {
  it('makes one space of whatever is no letter', () => {
    assert.equal(
      spell(letters('“Call me Ishmael.”\n\nSome years ago—never')),
      'call me ishmael some years ago never ',
    );
  });

  it('knows the 26 letters alone, in both cases', () => {
    assert.equal(spell(letters('AZaz@[`{Œéſı')), 'azaz ');
    assert.equal(letters(LETTERS.slice(1)).join(), Array.from({ length: 27 }, (_, i) => (i + 1) % 27).join());
  });

  it('has no symbols for a text without letters', () => {
    for (const text of ['', '1851', ' \n']) assert.equal(letters(text).length, 0);
  });
});

describe('shakespeareDigrams', () => {
  const counts = shakespeareDigrams();
  const data = Array.from(counts.data);
  const at = (pair: string) => data[LETTERS.indexOf(pair[0]) * 27 + LETTERS.indexOf(pair[1])];

  it('holds the 4,748,133 pairs that the README counts, 165 of them none', () => {
    assert.deepEqual(counts.shape, [27, 27]);
    assert.equal(
      data.reduce((sum, n) => sum + n, 0),
      4_748_133,
    );
    assert.equal(data.filter((n) => n === 0).length, 165);
  });

  it('knows English: u after q, h after t, never two spaces', () => {
    const rowOf = (letter: string) => [...LETTERS].map((next) => at(letter + next));
    assert.equal(Math.max(...rowOf('q')), at('qu'));
    assert.equal(Math.max(...rowOf('t')), at('th'));
    assert.equal(at('  '), 0);
  });

  it('counts each symbol as often before another as after one', () => {
    for (let k = 0; k < 27; k++) {
      const before = data.slice(k * 27, k * 27 + 27).reduce((sum, n) => sum + n, 0);
      const after = data.filter((_, i) => i % 27 === k).reduce((sum, n) => sum + n, 0);
      assert.equal(before, after, LETTERS[k]);
    }
  });
});
