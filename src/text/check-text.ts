import { DomainError, OptionError } from '../core';
import { describe } from '../core/checks';

/**
 * Throws an {@link OptionError} for what is no text, a {@link DomainError} for halves of surrogate pairs, which no encoding of
 * Unicode has.
 */
export function checkText(where: string, text: string): void {
  if (typeof text !== 'string') throw new OptionError(`${where}: expected a text, got ${describe(text)}`);
  const at = text.search(/\p{Surrogate}/u);
  if (at < 0) return;
  throw new DomainError(
    `${where}: half of a surrogate pair at index ${at} is no character; ` +
      `cut texts between characters, as [...text].slice(…) does`,
  );
}
