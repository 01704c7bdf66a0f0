import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { poemsJson, type Poem } from './poems-json';
import { partOf } from './read-poems';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const poem = (title: string, ...paragraphs: string[]) => ({ title, author: '佚名', paragraphs, id: 'x' });
const poemsOf = (...files: unknown[]): Poem[] => {
  const contents = new Map(files.map((file, i) => [`${i}.json`, bytes(file)]));
  return JSON.parse(new TextDecoder().decode(poemsJson([...contents.keys()], contents))) as Poem[];
};

describe('poemsJson', () => {
  it('keeps the first of those with the same characters, and none without', () => {
    const poems = poemsOf(
      [poem('a', '春眠不覺曉，', '處處聞啼鳥。'), poem('empty'), poem('lost', '□。')],
      [poem('b', '春眠不覺曉。處處聞啼鳥'), poem('c', '𠀀山')],
    );
    assert.deepEqual(poems, [
      { title: 'a', author: '佚名', lines: ['春眠不覺曉，', '處處聞啼鳥。'] },
      { title: 'c', author: '佚名', lines: ['𠀀山'] },
    ]);
  });

  it('names the file that has something else', () => {
    for (const file of [{}, [{ title: 'a' }], [poem('a'), { ...poem('b'), paragraphs: 'x' }]])
      assert.throws(() => poemsOf([], file), { name: 'DatasetError', message: /^1\.json: expected poems/ });
  });
});

describe('partOf', () => {
  it('puts versions of a poem into one part', () => {
    const parts = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const beginning = `山水${String.fromCharCode(0x4e00 + i)}花鳥，風月松竹`;
      const part = partOf({ title: '', author: '', lines: [`${beginning}梅。`, '雪'] });
      assert.equal(partOf({ title: 'b', author: '', lines: [beginning, '梅！', '霜'] }), part);
      parts.add(part);
    }
    assert.deepEqual([...parts].sort(), ['test', 'train', 'validation']);
  });
});
