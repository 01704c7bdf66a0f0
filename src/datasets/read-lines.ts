import { DatasetError } from '../core';
import { decodeText } from './decode-text';

/**
 * The lines of a text, without the empty one after the last.
 * @throws {@link DatasetError} if it is not UTF-8
 */
export function readLines(name: string, bytes: Uint8Array): string[] {
  return decodeText(name, bytes).trimEnd().split(/\r?\n/);
}

/** The error of a line, counted from 0, that is not as it should be. */
export function badLine(name: string, i: number, expected: string, line: string): DatasetError {
  return new DatasetError(`${name}: line ${i + 1} should have ${expected}, got '${line}'`, 'content');
}
