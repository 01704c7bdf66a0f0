import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worksJson } from './works-json';

describe('worksJson', () => {
  const titles = new Map([
    ['b.txt', 'Ode'],
    ['a.txt', 'Sonnet'],
  ]);
  const contents = (ode: Uint8Array) =>
    new Map([
      ['a.txt', Buffer.from('one\n')],
      ['b.txt', ode],
    ]);

  it('has titles and texts, with line ends of one kind', () => {
    const made = worksJson(titles, contents(Buffer.from('\uFEFFdry\r\nmôre\r\n')));
    assert.deepEqual(JSON.parse(Buffer.from(made).toString()), [
      { title: 'Ode', text: 'dry\nmôre\n' },
      { title: 'Sonnet', text: 'one\n' },
    ]);
  });

  it('names the file that is not UTF-8', () => {
    assert.throws(() => worksJson(titles, contents(Uint8Array.of(0xe9, 0x74))), {
      name: 'DatasetError',
      kind: 'content',
      message: 'b.txt: expected text in UTF-8, and it is not',
    });
  });
});
