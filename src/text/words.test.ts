import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { characters } from './characters';
import { words } from './words';

describe('words', () => {
  it('are letters in lower case, with apostrophes between letters', () => {
    const given = "O, 'tis THE rock'n'roll of \"don’t\" — the dogs' 2nd well-known A1 day.";
    const expected = ['o', 'tis', 'the', "rock'n'roll", 'of', "don't", 'the', 'dogs', 'nd', 'well', 'known', 'a', 'day']; // prettier-ignore
    assert.deepEqual(words(given), expected);
  });

  it('are found in any script, accents being part of them', () => {
    assert.deepEqual(words('Œuvre ÉTÉ e\u0301te\u0301 ΣΊΣΥΦΟΣ Ёлка हिन्दी שָׁלוֹם 山水，花'), [
      'œuvre',
      'été',
      'été',
      'σίσυφος',
      'ёлка',
      'हिन्दी',
      'שָׁלוֹם'.normalize('NFC'),
      '山水',
      '花',
    ]);
  });

  it('are none in a text without letters', () => {
    for (const text of ['', " '’ ", '1851', '\n—\t', '😀']) assert.deepEqual(words(text), []);
  });

  it('refuse what is no text', () => {
    const lone = { name: 'DomainError', message: /^words: half of a surrogate pair at index 2 / };
    assert.throws(() => words('ab\ud83d'), lone);
    assert.throws(() => words(['a'] as never), {
      name: 'OptionError',
      message: 'words: expected a text, got an array of 1',
    });
  });
});

describe('characters', () => {
  it('are code points, of which the text is made', () => {
    const text = 'a\n𠀀 é e\u0301 👩‍🚀';
    assert.deepEqual(characters(text).slice(0, 5), ['a', '\n', '𠀀', ' ', 'é']);
    assert.equal(characters(text).join(''), text);
    assert.deepEqual(characters(''), []);
  });

  it('refuse half of one', () => {
    assert.throws(() => characters('\ude00a'), { name: 'DomainError', message: /^characters: .* index 0 / });
  });
});
