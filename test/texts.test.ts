import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datasets, text } from 'softmax-lab';
import { TANG_POEMS, TANG_POEMS_300 } from '../src/datasets/poem-records';
import { MILTON, SHAKESPEARE, WORD_BENCHMARKS } from '../src/datasets/text-records';
import { MOBY_DICK } from '../src/datasets/registry';
import { unlessCached } from './support/cached';

const titles = (works: readonly datasets.Work[]) => works.map(({ title }) => title);
const characters = (works: readonly datasets.Work[]) => works.reduce((sum, { text }) => sum + text.length, 0);
const wordCount = (works: readonly datasets.Work[]) =>
  works.reduce((sum, { text }) => sum + (text.match(/\S+/g) ?? []).length, 0);

describe('shakespeare', { skip: unlessCached(SHAKESPEARE) }, () => {
  it('has 42 works in modern spelling', async () => {
    const { works } = await datasets.shakespeare();
    assert.deepEqual([works.length, new Set(titles(works)).size], [42, 42]);
    assert.equal(characters(works), 5_057_198);
    assert.equal(wordCount(works), 904_977 + 41, 'as wc counts, but for no-break spaces');
    assert.match(works.find(({ title }) => title === 'Hamlet')!.text, /Nay, answer me: stand, and unfold/);
  });

  it('holds out whole plays', async () => {
    const { works, train, validation, test } = await datasets.shakespeare();
    assert.deepEqual(titles(validation), ['Twelfth Night']);
    assert.deepEqual(titles(test), ['Hamlet', 'The Merchant of Venice', 'The Tempest']);
    assert.deepEqual([...titles(train), ...titles(validation), ...titles(test)].sort(), titles(works).sort());
    assert.deepEqual([train, validation, test].map(characters), [4_549_496, 114_876, 392_826]);
    assert.doesNotMatch(train.map(({ text }) => text).join(), /To be, or not to be,--that is the question/);
  });
});

describe('milton', { skip: unlessCached(MILTON) }, () => {
  it('has 7 texts, each once, with line ends of one kind', async () => {
    const { works } = await datasets.milton();
    assert.equal(new Set(works.map(({ text }) => text)).size, 7);
    assert.equal(wordCount(works), 236_917);
    assert.match(works[3].text, /Of Mans First Disobedience, and the Fruit/);
    for (const { text } of works) assert.ok(!/\r|^\uFEFF/.test(text));
  });
});

for (const [name, record, count] of [
  ['tangPoems300', TANG_POEMS_300, 352],
  ['tangPoems', TANG_POEMS, 56_605],
] as const) {
  describe(name, { skip: unlessCached(record) }, () => {
    it('has each poem once, in one part', async () => {
      const { poems, train, validation, test } = await datasets[name]();
      const texts = poems.map(({ lines }) => lines.join(''));
      assert.deepEqual([poems.length, new Set(texts).size], [count, count]);
      const parts = [train, validation, test].flatMap((part) => part);
      assert.equal(new Set(parts).size, count);
      for (const part of [validation, test])
        assert.ok(part.length > count * 0.02 && part.length < count * 0.08, String(part.length));
    });

    it('is in traditional characters', async () => {
      const { poems } = await datasets[name]();
      const withThe = (character: string) =>
        poems.filter(({ lines }) => lines.join('').includes(character)).length;
      assert.ok(withThe('風') > 1000 * withThe('风') || withThe('风') === 0);
      const quiet = poems.find(({ title, author }) => author === '李白' && /^靜夜[思詞]?$/.test(title));
      assert.match(quiet?.lines[0] ?? '', /^[牀床]前/);
    });
  });
}

describe('wordBenchmarks', { skip: unlessCached(WORD_BENCHMARKS) }, () => {
  it('has as many pairs and questions as their names and papers say', async () => {
    const { wordsim353, simlex999, analogies } = await datasets.wordBenchmarks();
    assert.deepEqual([wordsim353.length, simlex999.length, analogies.length], [353, 999, 19_544]);
    const ofGrammar = analogies.filter(({ category }) => category.startsWith('gram'));
    assert.deepEqual([ofGrammar.length, new Set(analogies.map(({ category }) => category)).size], [10_675, 14]); // prettier-ignore
    assert.deepEqual(simlex999[0], { words: ['old', 'new'], score: 1.58 });
    for (const { score } of [...wordsim353, ...simlex999]) assert.ok(score >= 0 && score <= 10);
  });
});

describe('the words of Shakespeare, Milton and Moby Dick', () => {
  const reasons = [SHAKESPEARE, MILTON, MOBY_DICK, WORD_BENCHMARKS].map(unlessCached);

  it(
    'are a corpus for word vectors that knows half of the benchmarks',
    { skip: reasons.find(Boolean) ?? false },
    async () => {
      const { works } = await datasets.shakespeare();
      const books = [...works, ...(await datasets.milton()).works, await datasets.mobyDick()];
      const tokens = books.flatMap((book) => text.words(book.text));
      const frequent = text.vocabulary(tokens, { minimumCount: 5 });
      assert.deepEqual(
        [tokens.length, text.vocabulary(tokens).tokens.length, frequent.tokens.length],
        [1_360_083, 43_650, 14_047],
      );
      assert.deepEqual(frequent.tokens.slice(0, 5), ['the', 'and', 'to', 'of', 'i']);
      const isKnown = ({ words }: { words: readonly string[] }) =>
        words.every((word) => frequent.indexOf(word.toLowerCase()) !== undefined);
      const { wordsim353, simlex999, analogies } = await datasets.wordBenchmarks();
      const tests: (readonly { words: readonly string[] }[])[] = [wordsim353, simlex999, analogies];
      const known = tests.map((each) => each.filter(isKnown).length);
      assert.deepEqual(known, [150, 667, 3_845]);
    },
  );
});
