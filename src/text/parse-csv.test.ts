import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCsv } from '.';

describe('parseCsv', () => {
  it('takes fields apart at commas, and lines at their ends, with or without a last one', () => {
    assert.deepEqual(parseCsv('a, b\r\n1,\n,2'), [['a', 'b'], ['1', ''], ['', '2']]); // prettier-ignore
    assert.deepEqual(parseCsv('\uFEFFa\n'), [['a']]);
  });

  it('lets a quoted field hold commas, quotes, ends of lines and spaces', () => {
    assert.deepEqual(parseCsv('"a,b"," c ","say ""hi""","two\nlines"'), [['a,b', ' c ', 'say "hi"', 'two\nlines']]); // prettier-ignore
  });

  it('has no rows of what is empty, and refuses what is no text', () => {
    assert.deepEqual(parseCsv('\n\n'), []);
    assert.throws(() => parseCsv(1 as never), {
      name: 'OptionError',
      message: /csv should be a text, got 1/,
    });
  });
});
