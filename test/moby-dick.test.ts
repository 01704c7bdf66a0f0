import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datasets } from 'softmax-lab';

/** The real text: fetched on a machine's first run, out of the cache afterwards. */
describe('mobyDick', () => {
  it('has 135 chapters, from Ishmael to the rolling sea', async () => {
    const { text, chapters } = await datasets.mobyDick();
    assert.equal(chapters.length, 135);
    assert.equal(chapters.join(''), text);
    assert.match(chapters[0], /^CHAPTER 1\. Loomings\.\n\nCall me Ishmael\./);
    assert.match(chapters[134], /^CHAPTER 135\. .*rolled five thousand years ago\.\s*$/s);
  });

  it('is as many letters and spaces as Python counts', async () => {
    const symbols = datasets.letters((await datasets.mobyDick()).text);
    assert.equal(symbols.length, 1_148_977);
    assert.equal(symbols.filter((k) => k === 5).length, 114_879, 'e');
  });

  it('refuses unknown options', async () => {
    await assert.rejects(datasets.mobyDick({ train: 5 } as object), {
      name: 'OptionError',
      message: /'train'/,
    });
  });
});
