import { createHash } from 'node:crypto';

/** Where the hash goes that covers the rest of the text. */
const BLANK = '0'.repeat(64);

/** What an executed copy has in its metadata until it is {@link seal}ed. */
export function unsealed(key: string): string {
  return `${key} ${BLANK}`;
}

/** The text of an executed copy, with its own hash in it beside the key of its run. */
export function seal(text: string, key: string): string {
  return withHash(text, key, sha256(text));
}

/** Whether a text is what a run of that key left, to the last byte. */
export function isSealed(text: string, key: string): boolean {
  const at = text.lastIndexOf(key) + key.length + 1;
  return text.slice(at, at + BLANK.length) === sha256(withHash(text, key, BLANK));
}

function withHash(text: string, key: string, hash: string): string {
  const at = text.lastIndexOf(key) + key.length + 1; // the metadata come last, and the key stands only there
  return text.slice(0, at) + hash + text.slice(at + hash.length);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
