import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRankedQueries } from './read-ranked-queries';

const bytes = (...lines: string[]): Uint8Array =>
  new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''));
const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

describe('readRankedQueries', () => {
  it('has feature 1 in column 0, and the documents of each query', () => {
    const text = bytes('2 qid:10 1:3 2:-0.5 ', '0 qid:10 1:0 2:1e3 ', '4 qid:7 1:1 2:2 ');
    const { features, relevance, queryStarts, queryIds } = readRankedQueries('q', text, 2);
    assert.deepEqual(
      [[...features.data], features.shape],
      [
        [3, -0.5, 0, 1000, 1, 2],
        [3, 2],
      ],
    );
    assert.deepEqual(
      [relevance, queryStarts, queryIds],
      [Int32Array.of(2, 0, 4), Int32Array.of(0, 2, 3), Int32Array.of(10, 7)],
    );
  });

  it('names the line that is none', () => {
    const wrong = [
      '5 qid:1 1:3 2:1',
      '2 1 1:3 2:1',
      '2 qid:1 1:3',
      '2 qid:1 2:3 1:1',
      '2 qid:1 0:3 1:1',
      '2 qid:1 1:3 2:',
      '2 qid:1 1:3 2:x',
    ];
    for (const line of wrong)
      assert.throws(
        () => readRankedQueries('q.txt', bytes('0 qid:1 1:0 2:0', line), 2),
        refused(/^q\.txt: line 2 should have a relevance of 0 … 4, qid:query and the features 1 … 2, got/),
        line,
      );
  });

  it('refuses a query that comes back', () => {
    const text = bytes('0 qid:1 1:0', '0 qid:2 1:0', '0 qid:1 1:0');
    assert.throws(() => readRankedQueries('q', text, 1), refused(/^q: line 3 returns to query 1$/));
  });
});
