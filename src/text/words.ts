import { checkText } from './check-text';

/** Letters with their marks, and apostrophes between letters. */
const WORD = /\p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)*/gu;

/**
 * The words of a text, in lower case. A word is a run of letters of any script (with their accents and vowel signs), also across an
 * apostrophe between letters: *don't* is one word and ’ the same as '. All else separates words and is dropped: digits, hyphens
 * and dashes, other punctuation, blanks. Scripts that put no space between words, as the Chinese, are not for it: a clause would be
 * one word; take {@link characters}.
 *
 * @throws {@link OptionError} for what is no text; {@link DomainError} for half of a surrogate pair
 * @example
 * text.words("'Tis not so, fair-haired Ros'lind: ÉTÉ!") // ['tis', 'not', 'so', 'fair', 'haired', "ros'lind", 'été']
 */
export function words(text: string): string[] {
  checkText('words', text);
  return text.normalize('NFC').replaceAll('’', "'").toLowerCase().match(WORD) ?? [];
}
