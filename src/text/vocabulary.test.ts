import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vocabulary } from './vocabulary';

const TOKENS = 'to be or not to be that is the question to'.split(' ');

describe('vocabulary', () => {
  it('counts, the most frequent first, equals by code units', () => {
    const { tokens, counts } = vocabulary(TOKENS);
    assert.deepEqual(tokens, ['to', 'be', 'is', 'not', 'or', 'question', 'that', 'the']);
    assert.deepEqual([...counts], [3, 2, 1, 1, 1, 1, 1, 1]);
    assert.deepEqual(vocabulary([...TOKENS].reverse()).tokens, tokens);
  });

  it('gives class indices and takes them back', () => {
    const { encode, decode, indexOf } = vocabulary(TOKENS);
    assert.deepEqual(decode(encode(TOKENS)), TOKENS);
    assert.deepEqual(encode([]), new Int32Array(0));
    assert.deepEqual([indexOf('be'), indexOf('toString'), indexOf('__proto__')], [1, undefined, undefined]);
  });

  it('has one token for what is unknown, with the count of the rare', () => {
    const { tokens, counts, encode, indexOf } = vocabulary(TOKENS, { minimumCount: 2, unknown: '<unk>' });
    assert.deepEqual([tokens, [...counts]], [['to', 'be', '<unk>'], [3, 2, 6]]); // prettier-ignore
    assert.deepEqual([...encode(['be', 'or', 'hapax'])], [1, 2, 2]);
    assert.deepEqual([...encode(['be', 'or', 'to'], { skipUnknown: true })], [1, 0]);
    assert.equal(indexOf('hapax'), 2);
  });

  it('names the first token that it does not know, and its place', () => {
    const { encode, decode } = vocabulary(TOKENS, { minimumCount: 2 });
    assert.throws(() => encode(['to', 'be', 'or']), {
      name: 'DomainError',
      message: /^encode: tokens\[2\], 'or', is not in the vocabulary; .*skipUnknown: true.*unknown: '<unk>'/,
    });
    assert.throws(() => decode([0, 2]), {
      name: 'LabelError',
      message: /indices\[1\] is 2, expected .* 0 … 1/,
    });
  });

  it('refuses an empty corpus, and one whose tokens are all rare', () => {
    assert.throws(() => vocabulary([]), {
      name: 'DomainError',
      message: 'vocabulary: there are no tokens to count',
    });
    assert.throws(() => vocabulary(TOKENS, { minimumCount: 5 }), {
      name: 'DomainError',
      message: "vocabulary: no token occurs 5 times; the most frequent, 'to', occurs 3",
    });
  });

  it('refuses other arguments', () => {
    const cases: [() => unknown, RegExp][] = [
      [() => vocabulary('to be' as never), /array of tokens, as text\.words gives, got 'to be'/],
      [() => vocabulary(['a', 1] as never), /tokens\[1\] should be a text, got 1/],
      [() => vocabulary(TOKENS, { minimumCount: 0 }), /minimumCount should be a positive integer, got 0/],
      [() => vocabulary(TOKENS, { unknown: 'be' }), /unknown is 'be', which is a token of the text/],
      [() => vocabulary(TOKENS, { unknown: 0 as never }), /unknown should be a token, got 0/],
      [() => vocabulary(TOKENS, { minCount: 2 } as object), /unknown option 'minCount'/],
    ];
    for (const [call, message] of cases) assert.throws(call, { name: 'OptionError', message });
  });
});
