import { DatasetError } from '../core';

/**
 * A file's text, without a byte order mark.
 * @throws {@link DatasetError} if it is not UTF-8
 */
export function decodeText(what: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError(`${what}: expected text in UTF-8, and it is not`, 'content', { cause });
  }
}
