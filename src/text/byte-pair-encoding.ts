import { DomainError, OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import { bytePairTokenizer, type BytePairTokenizer } from './byte-pair-tokenizer';
import { checkText } from './check-text';
import { BYTES, learnMerges } from './learn-merges';
import { MOST_TOKENS } from './merge-pair';
import { pieces } from './pieces';

export interface BytePairEncodingOptions {
  /** How many tokens there should be, from 256 on: so many bytes are always there. */
  vocabulary: number;
}

/**
 * Byte-pair encoding, learned from a text: the tokens are the 256 bytes of UTF-8 and what frequent neighbours are merged to, so that
 * no text in any script has an unknown token. Merges stay within runs of letters, of digits, of blanks or of other signs, a run having
 * the space before it; of equally frequent pairs the one of earlier tokens is first, so that the same text gives the same tokens
 * everywhere.
 * @remarks
 * Cost: 5 MB of English into 4,096 tokens take about a second to learn and another to encode, 11 MB of Chinese 18 and 11; what is
 * repeated is looked at once, and Chinese repeats little
 * @returns the tokenizer, of fewer tokens where the text has no more pairs that occur twice
 * @throws {@link DomainError} for an empty text; {@link OptionError} for a vocabulary below 256
 * @example
 * const { encode, decode, size } = text.bytePairEncoding('low lower lowest', { vocabulary: 258 });
 * encode('lower') // Int32Array [257, 101, 114]
 * decode(encode('山 and sea')) // '山 and sea'
 * size // 258
 * Source: [Sennrich2016], over bytes as [Radford2019]
 */
export function bytePairEncoding(text: string, options: BytePairEncodingOptions): BytePairTokenizer {
  checkText('bytePairEncoding', text);
  checkOptions('bytePairEncoding', options, ['vocabulary']);
  const { vocabulary } = options;
  if (!(Number.isInteger(vocabulary) && vocabulary >= BYTES && vocabulary <= MOST_TOKENS)) {
    throw new OptionError(
      `bytePairEncoding: vocabulary should be an integer of {${BYTES}, …, ${MOST_TOKENS}}, got ${describe(vocabulary)}`,
    );
  }
  if (text === '') throw new DomainError('bytePairEncoding: there is no text to learn from');
  const counts = new Map<string, number>();
  for (const piece of pieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return bytePairTokenizer(learnMerges(counts, vocabulary - BYTES));
}
