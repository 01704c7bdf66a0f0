import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSynset } from './read-synset';

/** A file in the format of WordNet's, of invented synsets; `@0` stands for the offset of the first. */
function file(...lines: readonly string[]): { bytes: Uint8Array; offsets: number[] } {
  let text = '  1 This stands where the licence does.  \n';
  const offsets: number[] = [];
  const digits = (offset: number): string => String(offset).padStart(8, '0');
  for (const line of lines) {
    offsets.push(text.length);
    text += `${digits(text.length)} ${line.replace(/@(\d)/g, (_, i: string) => digits(offsets[Number(i)]))}  \n`;
  }
  return { bytes: new TextEncoder().encode(text), offsets };
}

describe('readSynset', () => {
  const many = Array.from({ length: 17 }, (_, i) => `word_${i} 0`).join(' ');
  const { bytes, offsets } = file(
    '03 n 01 thing 0 000 | all that is',
    '05 n 02 sea_dog 0 tar 4 002 @ @0 n 0000 ~ @0 n 0101 | who sails; "a | b"',
    `05 n 11 ${many} 003 @i @1 n 0000 #p @0 n 0000 @ @0 n 0000 | 17 words`,
    '05 v 01 run 0 000 00 | a verb',
  );

  it('reads names, gloss and hypernyms, of all its pointers', () => {
    assert.deepEqual(readSynset(bytes, offsets[1]), {
      id: `n${String(offsets[1]).padStart(8, '0')}`,
      names: ['sea dog', 'tar'],
      gloss: 'who sails; "a | b"',
      hypernyms: [`n${String(offsets[0]).padStart(8, '0')}`],
    });
    assert.deepEqual(readSynset(bytes, offsets[0])!.hypernyms, []);
  });

  it('counts words in hexadecimal, and takes what an instance is of', () => {
    const synset = readSynset(bytes, offsets[2])!;
    assert.equal(synset.names.length, 17);
    assert.deepEqual(
      synset.hypernyms.map((id) => Number(id.slice(1))),
      [offsets[1], offsets[0]],
    );
  });

  it('finds nothing where no noun begins', () => {
    for (const offset of [0, 1, offsets[1] + 1, offsets[3], bytes.length, 1e8]) {
      assert.equal(readSynset(bytes, offset), undefined, String(offset));
    }
  });
});
