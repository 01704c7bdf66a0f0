import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from './crc32';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('crc32', () => {
  it('has the value that the standard gives to check it by', () => {
    assert.equal(crc32(bytes('123456789')), 0xcbf43926);
    assert.equal(crc32(bytes('')), 0);
  });

  it('goes on from the bytes before', () => {
    assert.equal(crc32(bytes('6789'), crc32(bytes('12345'))), 0xcbf43926);
  });
});
