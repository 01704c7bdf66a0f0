import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeUtf8 } from './decode-utf8';

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part)])));

describe('decodeUtf8', () => {
  it('gives text in any script, a real U+FFFD too, without a byte order mark', () => {
    for (const text of ['', 'a\r\n', '牀前明月光 😀 שלום', '\uFFFD?\uFFFD', 'a\uFEFFb\0'])
      assert.equal(decodeUtf8(bytes(text)), text);
    assert.equal(decodeUtf8(bytes('\uFEFFab')), 'ab');
    assert.equal(decodeUtf8(bytes('ab').subarray(1)), 'b');
  });

  it('names the first byte that is invalid', () => {
    const cases: [Uint8Array, number, string][] = [
      [bytes(0xff), 0, '0xff'],
      [bytes('été', 0x80), 5, '0x80'], // goes on with nothing
      [bytes('\uFFFD山', 0xe5, 0xb1, 'a'), 6, '0xe5'], // cut off
      [bytes('\uFEFFa', 0xc0, 0x80), 4, '0xc0'], // overlong
      [bytes('a', 0xed, 0xa0, 0x80), 1, '0xed'], // half of a surrogate pair
      [bytes('a', 0xf4, 0x90, 0x80, 0x80, '\uFFFD'), 1, '0xf4'], // beyond Unicode
      [bytes('a\uFFFD', 0xef, 0xbf), 4, '0xef'],
    ];
    for (const [given, at, byte] of cases) {
      const message = new RegExp(`^decodeUtf8: byte ${at}, ${byte}, is not UTF-8; .*'latin1'.*'replace'`);
      assert.throws(() => decodeUtf8(given), { name: 'DomainError', message });
    }
  });

  it('replaces it on request', () => {
    assert.equal(decodeUtf8(bytes('a', 0xff, 'é', 0xe5), { invalid: 'replace' }), 'a\uFFFDé\uFFFD');
  });

  it('refuses what are no bytes', () => {
    assert.throws(() => decodeUtf8('text' as never), { name: 'OptionError', message: /bytes.*'text'/ });
    assert.throws(() => decodeUtf8(bytes(), { invalid: 'fatal' as never }), {
      message: /'error', 'replace'/,
    });
  });
});
