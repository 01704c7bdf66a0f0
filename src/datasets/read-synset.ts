/** A meaning and the words for it. */
export interface Synset {
  /** WordNet id: 'n' and eight digits. */
  readonly id: string;
  /** Its words, the usual one first. */
  readonly names: readonly string[];
  /** A definition, and examples. */
  readonly gloss: string;
  /** Ids of what it is a kind of, or an instance of. */
  readonly hypernyms: readonly string[];
}

/**
 * The synset whose line begins at this byte of WordNet's `data.noun`; undefined if none does.
 *
 * @remarks
 * A line is: offset, file of the lexicographer, type, number of words (hexadecimal), each word and its number, number of
 * pointers, each pointer's symbol, target, type and words, `|`, gloss. The offset is where the line begins, and the id.
 *
 * Source: WordNet's manual, wndb(5WN)
 */
export function readSynset(file: Uint8Array, offset: number): Synset | undefined {
  const isStart = offset > 0 && offset < file.length && file[offset - 1] === NEWLINE;
  if (!isStart) return undefined;
  const line = new TextDecoder().decode(file.subarray(offset, file.indexOf(NEWLINE, offset)));
  const [data, ...gloss] = line.split(' | ');
  const fields = data.split(' ');
  const digits = fields[0];
  if (fields[2] !== 'n' || Number(digits) !== offset || digits.length !== 8) return undefined; // the licence is above
  const words = parseInt(fields[3], 16);
  const names = Array.from({ length: words }, (_, i) => fields[4 + 2 * i].replaceAll('_', ' '));
  const first = 4 + 2 * words + 1;
  const hypernyms: string[] = [];
  for (let i = first; i < first + 4 * Number(fields[first - 1]); i += 4) {
    if (fields[i] === '@' || fields[i] === '@i') hypernyms.push(`n${fields[i + 1]}`);
  }
  return { id: `n${digits}`, names, gloss: gloss.join(' | ').trim(), hypernyms };
}

const NEWLINE = 10;
