import { tensor, type Tensor } from '../core';
import { readPackagedFile } from './packaged-file';
import { LETTERS } from './letters';
import { SHAKESPEARE_DIGRAMS } from './registry';

/**
 * How often each symbol of {@link LETTERS} follows each other in Shakespeare's works: `[27, 27]` counts, the row is
 * the first of a pair. A row and its column have the same sum, the count of the symbol. Read synchronously from this
 * package, a fresh copy at every call.
 *
 * @throws {@link DatasetError} if the file is missing or changed
 * @example
 * datasets.shakespeareDigrams().data[17 * 27 + 21] // how often u follows q
 * Source: data/shakespeare-digrams/README.md
 */
export function shakespeareDigrams(): Tensor {
  const [, ...rows] = new TextDecoder().decode(readPackagedFile(SHAKESPEARE_DIGRAMS)).trimEnd().split('\n');
  const counts = new Float64Array(LETTERS.length * LETTERS.length);
  for (const row of rows) {
    const [first, second, count] = row.replaceAll('_', ' ').split(',');
    counts[LETTERS.indexOf(first) * LETTERS.length + LETTERS.indexOf(second)] = Number(count);
  }
  return tensor(counts, { shape: [LETTERS.length, LETTERS.length] });
}
