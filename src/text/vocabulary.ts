import { DomainError, OptionError } from '../core';
import { classIndices, checkLabels, type Labels } from '../core/labels';
import { checkBoolean, checkCount, checkOptions, describe } from '../core/checks';

export interface VocabularyOptions {
  /** Tokens that occur less often are not in it; by default 1. */
  minimumCount?: number;
  /** A token such as '<unk>' that stands for all that are not in it, the last one. By default there is none. */
  unknown?: string;
}

export interface EncodeOptions {
  /** Whether tokens that are not in it are left out; by default they are an error, or the token for unknown ones. */
  skipUnknown?: boolean;
}

/** Tokens by number. */
export interface Vocabulary {
  /** By falling count, those of the same count by their code units; then that for unknown ones. */
  readonly tokens: readonly string[];
  /** How often each occurs; that for unknown ones as often as all that it stands for. */
  readonly counts: Int32Array;
  /** Index of a token, of the one for unknown ones if it is not there; undefined where there is none. */
  readonly indexOf: (token: string) => number | undefined;
  /**
   * Tokens as class indices.
   * @throws {@link DomainError} that names the first token which is not in it, and its place
   */
  readonly encode: (tokens: readonly string[], options?: EncodeOptions) => Int32Array;
  /**
   * Class indices as tokens.
   * @throws {@link LabelError} that names the first index which is none
   */
  readonly decode: (indices: Labels) => string[];
}

/**
 * A vocabulary of tokens (words, characters): each with a number, the most frequent first, and its count.
 *
 * @throws {@link DomainError} if there are no tokens, or none is frequent enough; {@link OptionError} for what are no tokens, or if
 * that for unknown ones is one of them
 * @example
 * const { tokens, counts, encode } = text.vocabulary(text.words('the cat and the dog and the owl'), { minimumCount: 2 });
 * tokens // ['the', 'and']
 * counts // Int32Array [3, 2]
 * encode(['and', 'a', 'the'], { skipUnknown: true }) // Int32Array [1, 0]
 * const known = text.vocabulary(text.characters('hello'), { minimumCount: 2, unknown: '□' });
 * known.decode(known.encode(text.characters('lol'))) // ['l', '□', 'l']
 */
export function vocabulary(tokens: readonly string[], options: VocabularyOptions = {}): Vocabulary {
  checkOptions('vocabulary', options, ['minimumCount', 'unknown']);
  const { minimumCount = 1, unknown } = options;
  checkCount('vocabulary', 'minimumCount', minimumCount, 1);
  if (unknown !== undefined && typeof unknown !== 'string') {
    throw new OptionError(`vocabulary: unknown should be a token, got ${describe(unknown)}`);
  }
  const counted = countsOf('vocabulary', tokens);
  if (counted.length === 0) throw new DomainError('vocabulary: there are no tokens to count');
  const kept = counted.filter(([, count]) => count >= minimumCount);
  if (kept.length === 0) {
    const [[token, count]] = counted;
    throw new DomainError(
      `vocabulary: no token occurs ${minimumCount} times; the most frequent, ${describe(token)}, occurs ${count}`,
    );
  }
  if (unknown !== undefined) {
    if (counted.some(([token]) => token === unknown)) {
      throw new OptionError(`vocabulary: unknown is ${describe(unknown)}, which is a token of the text`);
    }
    kept.push([unknown, kept.reduce((left, [, count]) => left - count, tokens.length)]);
  }
  return vocabularyOf(kept, unknown !== undefined);
}

function vocabularyOf(entries: readonly (readonly [string, number])[], hasUnknown: boolean): Vocabulary {
  const tokens = entries.map(([token]) => token);
  const indices = new Map(tokens.map((token, index) => [token, index]));
  const unknown = hasUnknown ? tokens.length - 1 : undefined;
  return {
    tokens,
    counts: Int32Array.from(entries, ([, count]) => count),
    indexOf: (token) => indices.get(token) ?? unknown,
    encode(given, options = {}) {
      checkOptions('encode', options, ['skipUnknown']);
      const { skipUnknown = false } = options;
      checkBoolean('encode', 'skipUnknown', skipUnknown);
      checkTokens('encode', given);
      const encoded = new Int32Array(given.length);
      let length = 0;
      for (const [i, token] of given.entries()) {
        const index = indices.get(token) ?? (skipUnknown ? undefined : unknown);
        if (index !== undefined) encoded[length++] = index;
        else if (!skipUnknown) throw notThere(token, i);
      }
      return encoded.slice(0, length);
    },
    decode(labels) {
      const given = classIndices('decode', labels, 'indices');
      checkLabels('decode', given, given.length, tokens.length, undefined, 'indices');
      return Array.from(given, (index) => tokens[index]);
    },
  };
}

/** Tokens with their counts, the most frequent first. */
function countsOf(where: string, tokens: readonly string[]): [token: string, count: number][] {
  checkTokens(where, tokens);
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function checkTokens(where: string, tokens: readonly string[]): void {
  if (!Array.isArray(tokens)) {
    throw new OptionError(
      `${where}: expected an array of tokens, as text.words gives, got ${describe(tokens)}`,
    );
  }
  const at = tokens.findIndex((token) => typeof token !== 'string');
  if (at < 0) return;
  throw new OptionError(`${where}: tokens[${at}] should be a text, got ${describe(tokens[at])}`);
}

function notThere(token: string, i: number): DomainError {
  return new DomainError(
    `encode: tokens[${i}], ${describe(token)}, is not in the vocabulary; leave such tokens out (skipUnknown: true), ` +
      `or give the vocabulary a token for them (unknown: '<unk>')`,
  );
}
