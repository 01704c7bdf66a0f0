import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pieces } from './pieces';

describe('pieces', () => {
  it('are runs of one kind, with the space before them', () => {
    assert.deepEqual(pieces("Ber.\n   Who's  there, 42e\u0301t? \t\n山水，花 "), [
      'Ber',
      '.',
      '\n  ',
      ' Who',
      "'",
      's',
      ' ',
      ' there',
      ',',
      ' 42',
      'e\u0301t',
      '?',
      ' \t\n',
      '山水',
      '，',
      '花',
      ' ',
    ]);
  });

  it('are the text, and short', () => {
    const unit = fc.constantFrom('a', '山', '𠀀', ' ', '\n', '\u00a0', '7', '.', '\u0301', '\0', '😀');
    const texts = fc.array(unit, { maxLength: 300 }).map((all) => all.join(''));
    fc.assert(fc.property(texts, (text) => assert.equal(pieces(text).join(''), text)));
    for (const sign of ['a', '𠀀', ' ', '7', '!'])
      for (const piece of pieces(sign.repeat(1000))) assert.ok([...piece].length <= 65);
  });
});
