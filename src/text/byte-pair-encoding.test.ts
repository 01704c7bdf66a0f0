import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytePairEncoding } from './byte-pair-encoding';
import { bytePairTokenizer, type Merge } from './byte-pair-tokenizer';
import { mergePair } from './merge-pair';
import { pieces } from './pieces';

const SCRIPTS = '床前明月光，疑是地上霜。 Ælfrēd: الحب हिन्दी 👩‍🚀🇫🇷 e\u0301\0\uFEFF\uFFFD\u2028\r\n\t1851';
const letters = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { minLength: 1 }).map((all) => all.join(''));

/** By the definition: count all pairs, merge the first of the most frequent, begin again. */
function slowMerges(text: string, most: number): Merge[] {
  let sequences = pieces(text).map((piece): number[] => [...Buffer.from(piece)]);
  const merges: Merge[] = [];
  while (merges.length < most) {
    const counts = new Map<string, number>();
    for (const tokens of sequences)
      for (let i = 1; i < tokens.length; i++) {
        const pair = `${tokens[i - 1]} ${tokens[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    const [first] = [...counts]
      .filter(([, count]) => count > 1)
      .map(([pair, count]) => ({ pair: pair.split(' ').map(Number) as [number, number], count }))
      .sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
    if (!first) break;
    const token = 255 + merges.push(first.pair);
    sequences = sequences.map((tokens) => mergePair(tokens, first.pair, token));
  }
  return merges;
}

describe('bytePairEncoding', () => {
  it('merges the most frequent pairs first', () => {
    const { merges, tokens, size, encode } = bytePairEncoding('low lower lowest', { vocabulary: 258 });
    assert.deepEqual(merges, [[108, 111], [256, 119]]); // prettier-ignore
    assert.deepEqual([size, Buffer.from(tokens[257]).toString()], [258, 'low']);
    assert.deepEqual([...encode('low slow')], [257, 32, 115, 257]);
  });

  it('learns what the definition says', () => {
    fc.assert(
      fc.property(letters, fc.integer({ min: 0, max: 12 }), (text, most) => {
        assert.deepEqual(bytePairEncoding(text, { vocabulary: 256 + most }).merges, slowMerges(text, most));
      }),
      { numRuns: 200 },
    );
  });

  it('gives every text back, learned or not', () => {
    const text = `${SCRIPTS} ${SCRIPTS}`;
    for (const { encode, decode } of [
      bytePairEncoding(text, { vocabulary: 400 }),
      bytePairEncoding('another', { vocabulary: 256 }),
    ]) {
      assert.equal(decode(encode(text)), text);
      assert.equal(decode(encode('')), '');
      const anything = fc.string({ unit: 'binary' });
      fc.assert(
        fc.property(anything, (given) => assert.equal(decode(encode(given)), given)),
        { numRuns: 40 },
      );
    }
  });

  it('encodes its own text with as few tokens as it had merged it to', () => {
    const text = 'the cat and the hat and the bat that sat '.repeat(2);
    const sizes = [256, 260, 270, 400].map((vocabulary) => {
      const { encode, tokens } = bytePairEncoding(text, { vocabulary });
      assert.ok([...encode(text)].every((token) => token < tokens.length));
      return encode(text).length;
    });
    assert.equal(sizes[0], text.length);
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
    );
    assert.ok(sizes[3] < text.length / 2);
  });

  it('ends early when no pair occurs twice', () => {
    assert.equal(bytePairEncoding('abc', { vocabulary: 1000 }).size, 256);
    assert.equal(bytePairEncoding('aaaa', { vocabulary: 1000 }).size, 257);
  });

  it('takes a run of one letter in little time', () => {
    const { encode, decode } = bytePairEncoding('a'.repeat(100_000), { vocabulary: 300 });
    assert.equal(decode(encode('a'.repeat(99_999))).length, 99_999);
  });

  it('refuses an empty text, a small vocabulary and half characters', () => {
    assert.throws(() => bytePairEncoding('', { vocabulary: 300 }), {
      name: 'DomainError',
      message: 'bytePairEncoding: there is no text to learn from',
    });
    for (const vocabulary of [255, 300.5, NaN, undefined as never, 2 ** 22])
      assert.throws(() => bytePairEncoding('a', { vocabulary }), {
        name: 'OptionError',
        message: /^bytePairEncoding: vocabulary should be an integer of \{256, …, 2097152\}/,
      });
    assert.throws(() => bytePairEncoding('a\ud83db', { vocabulary: 300 }), { name: 'DomainError' });
  });
});

describe('bytePairTokenizer', () => {
  const learned = bytePairEncoding(SCRIPTS.repeat(3), { vocabulary: 320 });

  it('is the one that was learned, also through JSON', () => {
    const again = bytePairTokenizer(JSON.parse(JSON.stringify(learned.merges)) as Merge[]);
    assert.deepEqual(again.encode(SCRIPTS), learned.encode(SCRIPTS));
    assert.deepEqual(again.tokens, learned.tokens);
  });

  it('shows what is no UTF-8 as U+FFFD', () => {
    const { decode } = bytePairTokenizer([]);
    assert.equal(decode([0xe5, 0xb1, 97, 0xff]), '\uFFFDa\uFFFD');
  });

  it('names a number that is no token, and a merge that is none', () => {
    assert.throws(() => learned.decode([0, 320]), {
      name: 'LabelError',
      message: /tokens\[1\] is 320, .* 319/,
    });
    for (const merges of [
      [[0, 256]],
      [
        [0, 1],
        [2, 258],
      ],
      [[0]],
      [[0, 1, 2]],
      [0],
      [[-1, 0]],
    ])
      // prettier-ignore
      assert.throws(() => bytePairTokenizer(merges as never), {
        name: 'OptionError',
        message: /^bytePairTokenizer: merges\[[01]\] should be two tokens of \{0, …, 25[56]\}, got /,
      });
  });
});
