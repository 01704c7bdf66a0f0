import { OptionError } from '../core';
import { describe } from '../core/checks';
import { checkLabels, classIndices, type Labels } from '../core/labels';
import { checkText } from './check-text';
import { BYTES } from './learn-merges';
import { mergePair, MOST_TOKENS, pairKey, type Merge } from './merge-pair';
import { pieces } from './pieces';

export type { Merge };

/** Turns texts into tokens and back. */
export interface BytePairTokenizer {
  /** How many tokens there are. */
  readonly size: number;
  /** The bytes of each token: the 256 bytes, then what the merges make. */
  readonly tokens: readonly Uint8Array[];
  /** Token 256 + i is made of the two that `merges[i]` names. */
  readonly merges: readonly Merge[];
  /**
   * A text as tokens: any, for every byte is one.
   * @throws {@link OptionError} for what is no text; {@link DomainError} for half of a surrogate pair, which UTF-8 has no bytes for
   */
  readonly encode: (text: string) => Int32Array;
  /**
   * Tokens as a text; `encode`'s give the text back, character for character. Bytes that are no UTF-8, as where a character was cut or
   * a model wrote nonsense, become U+FFFD.
   * @throws {@link LabelError} that names the first number which is no token
   */
  readonly decode: (tokens: Labels) => string;
}

/**
 * The tokenizer of merges that {@link bytePairEncoding} learned before, in another run, say.
 *
 * @param merges - pairs of tokens below 256 + i, for i = 0, 1, …
 * @throws {@link OptionError} that names the first merge which is none
 * @example
 * const { encode, decode, size } = text.bytePairTokenizer([[104, 101], [256, 121]]);
 * encode('they') // Int32Array [116, 257]
 * decode([257]) // 'hey'
 * size // 258
 * Source: [Sennrich2016]
 */
export function bytePairTokenizer(merges: readonly Merge[]): BytePairTokenizer {
  checkMerges(merges);
  const tokens = Array.from({ length: BYTES }, (_, byte) => Uint8Array.of(byte));
  const ranks = new Map<number, number>();
  for (const [i, [left, right]] of merges.entries()) {
    tokens.push(Uint8Array.of(...tokens[left], ...tokens[right]));
    if (!ranks.has(pairKey(left, right))) ranks.set(pairKey(left, right), i);
  }
  const encoder = new TextEncoder();

  /** As in training: the first merge of those that fit, everywhere, until none fits. */
  function encodePiece(piece: string): readonly number[] {
    let found: readonly number[] = Array.from(encoder.encode(piece));
    for (;;) {
      let rank = Infinity;
      for (let i = 1; i < found.length; i++) {
        rank = Math.min(rank, ranks.get(pairKey(found[i - 1], found[i])) ?? Infinity);
      }
      if (rank === Infinity) return found;
      found = mergePair(found, merges[rank], BYTES + rank);
    }
  }

  return {
    size: tokens.length,
    tokens,
    merges,
    encode(text) {
      checkText('encode', text);
      const known = new Map<string, readonly number[]>();
      const encoded: number[] = [];
      for (const piece of pieces(text)) {
        let found = known.get(piece);
        if (found === undefined) known.set(piece, (found = encodePiece(piece)));
        for (const token of found) encoded.push(token);
      }
      return Int32Array.from(encoded);
    },
    decode(labels) {
      const given = classIndices('decode', labels, 'tokens');
      checkLabels('decode', given, given.length, tokens.length, undefined, 'tokens');
      const parts = Array.from(given, (token) => tokens[token]);
      const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    },
  };
}

function checkMerges(merges: readonly Merge[]): void {
  if (!Array.isArray(merges) || merges.length > MOST_TOKENS - BYTES) {
    throw new OptionError(
      `bytePairTokenizer: merges should be an array of pairs of tokens, got ${describe(merges)}`,
    );
  }
  merges.forEach((merge: unknown, i) => {
    const isToken = (token: unknown): boolean =>
      Number.isInteger(token) && (token as number) >= 0 && (token as number) < BYTES + i;
    if (Array.isArray(merge) && merge.length === 2 && merge.every(isToken)) return;
    const got = Array.isArray(merge) ? `[${merge.map(describe).join(', ')}]` : describe(merge);
    throw new OptionError(
      `bytePairTokenizer: merges[${i}] should be two tokens of {0, …, ${BYTES + i - 1}}, got ${got}`,
    );
  });
}
