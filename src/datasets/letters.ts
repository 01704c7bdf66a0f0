import { OptionError } from '../core';
import { describe } from '../core/checks';

/** The 27 symbols of {@link letters}: the space is 0, a is 1, …, z is 26. */
export const LETTERS = ' abcdefghijklmnopqrstuvwxyz';

/**
 * A text as class indices over 27 symbols: upper case counts as lower case, and whatever is no letter of the English
 * alphabet, and any run of it, is one space.
 *
 * @returns an index into {@link LETTERS} for each symbol; without a space at the start, with one at the end
 * @example
 * datasets.letters('A — bee!') // Int32Array [1, 0, 2, 5, 5, 0]
 */
export function letters(text: string): Int32Array {
  if (typeof text !== 'string') throw new OptionError(`letters: expected a text, got ${describe(text)}`);
  const symbols = new Int32Array(text.length + 1);
  let length = 0;
  for (let i = 0; i <= text.length; i++) {
    const letter = (text.charCodeAt(i) | 32) - 96;
    if (letter >= 1 && letter <= 26 && text.charCodeAt(i) < 128) symbols[length++] = letter;
    else if (length > 0 && symbols[length - 1] !== 0) symbols[length++] = 0;
  }
  return symbols.slice(0, length);
}
