import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnalogies, readWordPairs } from './read-word-benchmarks';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

describe('readWordPairs', () => {
  it('reads pairs and skips comments', () => {
    assert.deepEqual(readWordPairs('a', bytes('# two words\nold\tnew\t1.58\r\n\nNew York\tcity\t9\n')), [
      { words: ['old', 'new'], score: 1.58 },
      { words: ['New York', 'city'], score: 9 },
    ]);
  });

  it('names the line that is no pair', () => {
    for (const line of ['old new 1', 'old\tnew', 'old\tnew\tx', 'old\tnew\t1\t2', '\t\t1'])
      assert.throws(() => readWordPairs('a.tsv', bytes(`a\tb\t1\n${line}\n`)), refused(/^a\.tsv: line 2 /));
    assert.throws(() => readWordPairs('a.tsv', Uint8Array.of(97, 255)), refused(/a\.tsv: .*UTF-8/));
  });
});

describe('readAnalogies', () => {
  it('reads questions with their categories', () => {
    assert.deepEqual(readAnalogies('a', bytes(': family\nboy girl king queen\n: verbs\ngo goes see sees')), [
      { category: 'family', words: ['boy', 'girl', 'king', 'queen'] },
      { category: 'verbs', words: ['go', 'goes', 'see', 'sees'] },
    ]);
  });

  it('names the line that is no question', () => {
    for (const text of ['a b c d', ': x\na b c', ': x\n: two words'])
      assert.throws(
        () => readAnalogies('a.txt', bytes(text)),
        refused(/^a\.txt: line [12] should have four/),
      );
  });
});
