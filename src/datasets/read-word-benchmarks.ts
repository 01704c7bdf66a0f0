import { decodeText } from './decode-text';
import { badLine } from './read-lines';

/** Two words, and what people say of them on average. */
export interface WordPair {
  readonly words: readonly [string, string];
  readonly score: number;
}

/** The second word is to the first what the fourth is to the third. */
export interface Analogy {
  readonly category: string;
  readonly words: readonly [string, string, string, string];
}

/**
 * Lines of two words and a number, separated by tabs; lines that begin with `#` are comments.
 * @throws {@link DatasetError} that names the line which is none of them
 */
export function readWordPairs(name: string, bytes: Uint8Array): WordPair[] {
  const pairs: WordPair[] = [];
  for (const [i, line] of linesOf(name, bytes).entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [first, second, score, ...rest] = line.split('\t');
    if (!second || !/^\d+(\.\d+)?$/.test(score) || rest.length > 0) {
      throw badLine(name, i, 'two words and a number', line);
    }
    pairs.push({ words: [first, second], score: Number(score) });
  }
  return pairs;
}

/**
 * Lines of four words, after a line `: category`.
 * @throws {@link DatasetError} that names the line which is none of them
 */
export function readAnalogies(name: string, bytes: Uint8Array): Analogy[] {
  const analogies: Analogy[] = [];
  let category: string | undefined;
  for (const [i, line] of linesOf(name, bytes).entries()) {
    if (line === '') continue;
    const words = line.split(' ');
    if (words[0] === ':' && words.length === 2) category = words[1];
    else if (category === undefined || words.length !== 4) {
      throw badLine(name, i, 'four words below a category', line);
    } else analogies.push({ category, words: words as [string, string, string, string] });
  }
  return analogies;
}

function linesOf(name: string, bytes: Uint8Array): string[] {
  return decodeText(name, bytes).split(/\r?\n/);
}
