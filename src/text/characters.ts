import { checkText } from './check-text';

/**
 * The characters of a text: code points of Unicode, so that 𠀀 is one. What is drawn as one sign may be several: é as e and an
 * accent is two (`text.normalize('NFC')` joins them), a flag is two letters.
 *
 * @throws {@link OptionError} for what is no text; {@link DomainError} for half of a surrogate pair
 * @example
 * text.characters('牀前 😀') // ['牀', '前', ' ', '😀']
 */
export function characters(text: string): string[] {
  checkText('characters', text);
  return Array.from(text);
}
