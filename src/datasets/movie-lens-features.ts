import { OptionError, zeros, type Tensor } from '../core';
import { describe } from '../core/checks';
import type { MovieLens } from './movie-lens-100k';

/** What is known of users and items, as numbers. */
export interface MovieLensFeatures {
  /** `[U, F]`, float64. */
  readonly users: Tensor;
  /** `[I, G]`, float64. */
  readonly items: Tensor;
  readonly userNames: readonly string[];
  readonly itemNames: readonly string[];
}

/**
 * Features of users (occupation, gender, age) and of items (genres, year): 0 or 1, but for the age, in units of 12 years from 34,
 * its deviation and mean, and the year, in units of 10 from 1990. An unknown year is 0.
 *
 * @param movieLens - `users` and `items` of `datasets.movieLens100k`
 * @throws {@link OptionError} if it is none
 * @example
 * const { users, itemNames } = datasets.movieLensFeatures(await datasets.movieLens100k());
 * users.shape // [943, 23]
 * itemNames.slice(-3) // ['War', 'Western', 'year']
 */
export function movieLensFeatures(movieLens: Pick<MovieLens, 'users' | 'items'>): MovieLensFeatures {
  const { users, items }: Partial<MovieLens> = movieLens ?? {};
  if (!(Array.isArray(users?.occupations) && Array.isArray(items?.genres))) {
    throw new OptionError(
      `movieLensFeatures: expected what datasets.movieLens100k() gives, got ${describe(movieLens)}`,
    );
  }
  const { ages, genders, occupations } = movieLens.users;
  const { years, genres } = movieLens.items;
  const occupationNames = [...new Set(occupations)].sort();
  const genreNames = [...new Set(genres.flat())].sort();
  const userNames = [...occupationNames, 'female', 'age'];
  const itemNames = [...genreNames, 'year'];
  return {
    users: matrixOf(ages.length, userNames.length, (u) => [
      ...occupationNames.map((name) => (occupations[u] === name ? 1 : 0)),
      genders[u] === 'F' ? 1 : 0,
      (ages[u] - 34) / 12,
    ]),
    items: matrixOf(years.length, itemNames.length, (i) => [
      ...genreNames.map((name) => (genres[i].includes(name) ? 1 : 0)),
      years[i] === 0 ? 0 : (years[i] - 1990) / 10,
    ]),
    userNames,
    itemNames,
  };
}

function matrixOf(rows: number, columns: number, row: (i: number) => number[]): Tensor {
  const matrix = zeros([rows, columns]);
  for (let i = 0; i < rows; i++) matrix.data.set(row(i), i * columns);
  return matrix;
}
