import { DomainError, OptionError } from '../core';
import { checkChoice, checkOptions, describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';

export interface DecodeUtf8Options {
  /** What invalid bytes are: an error by default, or 'replace' by U+FFFD, the replacement character. */
  invalid?: 'error' | 'replace';
}

const REPLACEMENT = '\uFFFD';

/**
 * Text of the bytes of a UTF-8 file, without a byte order mark.
 *
 * @throws {@link DomainError} that names the first byte which is not UTF-8 and its offset; {@link OptionError} for what are no bytes
 * @example
 * text.decodeUtf8(Uint8Array.of(0xe5, 0xb1, 0xb1)) // '山'
 * text.decodeUtf8(Uint8Array.of(0x61, 0xff), { invalid: 'replace' }) === 'a\ufffd' // true
 */
export function decodeUtf8(bytes: Uint8Array, options: DecodeUtf8Options = {}): string {
  checkOptions('decodeUtf8', options, ['invalid']);
  const { invalid = 'error' } = options;
  checkChoice('decodeUtf8', 'invalid', invalid, ['error', 'replace']);
  if (typedArrayKind(bytes) !== 'Uint8Array') {
    throw new OptionError(`decodeUtf8: expected the bytes of a file, got ${describe(bytes)}`);
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const at = invalid === 'error' ? firstInvalid(text, bytes) : undefined;
  if (at === undefined) return text.replace(/^\uFEFF/, '');
  throw new DomainError(
    `decodeUtf8: byte ${at}, 0x${bytes[at].toString(16).padStart(2, '0')}, is not UTF-8; decode the file by the encoding ` +
      `that it has (new TextDecoder('latin1'), say), or replace what is invalid (invalid: 'replace')`,
  );
}

/** Offset of the first replacement that the bytes do not spell: all before it is as long in bytes as in the text. */
function firstInvalid(text: string, bytes: Uint8Array): number | undefined {
  const encoder = new TextEncoder();
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, from)) {
    offset += encoder.encode(text.slice(from, at)).length;
    if (!(bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd)) return offset;
    offset += 3;
    from = at + 1;
  }
  return undefined;
}
