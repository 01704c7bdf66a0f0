import { DatasetError } from '../core';
import { badLine, readLines } from './read-lines';

/** Who rated. Entry `i` is of user `i`. */
export interface MovieLensUsers {
  /** In years. */
  readonly ages: Int32Array;
  /** `'F'` or `'M'`. */
  readonly genders: readonly string[];
  readonly occupations: readonly string[];
}

/** What was rated. Entry `i` is of item `i`. */
export interface MovieLensItems {
  /** Without the year; an article comes last, as in `Usual Suspects, The`. Films of one title there are. */
  readonly titles: readonly string[];
  /** Of release; 0 where it is unknown. */
  readonly years: Int32Array;
  /** One or more of each item. */
  readonly genres: readonly (readonly string[])[];
}

/** Who rated what and when, in the order of the file. */
export interface Ratings {
  /** Users from 0. */
  readonly users: Int32Array;
  /** Items from 0. */
  readonly items: Int32Array;
  /** 1 to 5 stars. */
  readonly ratings: Int32Array;
  /** In seconds since 1970. */
  readonly timestamps: Int32Array;
  readonly userCount: number;
  readonly itemCount: number;
}

/**
 * Lines of a user's number (from 1, in order), age, gender, occupation and postal code, separated by tabs.
 * @throws {@link DatasetError} that names the line which is none
 */
export function readUsers(name: string, bytes: Uint8Array): MovieLensUsers {
  const rows = tableOf(name, bytes, 5, 'a user of the next number, age, gender, occupation and postal code');
  rows.forEach((row, i) => row.expect(row.cells[0] === `${i + 1}` && isCount(row.cells[1])));
  return {
    ages: Int32Array.from(rows, ({ cells }) => Number(cells[1])),
    genders: rows.map(({ cells }) => cells[2]),
    occupations: rows.map(({ cells }) => cells[3]),
  };
}

/**
 * Lines of an item's number (from 1, in order), title, year and genres between blanks, separated by tabs.
 * @throws {@link DatasetError} that names the line which is none
 */
export function readItems(name: string, bytes: Uint8Array): MovieLensItems {
  const rows = tableOf(name, bytes, 4, 'an item of the next number, title, year and genres');
  rows.forEach((row, i) => row.expect(row.cells[0] === `${i + 1}` && row.cells[3] !== ''));
  return {
    titles: rows.map(({ cells }) => cells[1]),
    years: Int32Array.from(rows, ({ cells: [, , year] }) => (isCount(year) ? Number(year) : 0)),
    genres: rows.map(({ cells }) => cells[3].split(' ')),
  };
}

/**
 * Lines of the numbers (from 1) of a user and an item, a rating of 1 to 5 and a time, separated by tabs.
 * @throws {@link DatasetError} that names the line which is none, or rates what was rated before
 */
export function readRatings(name: string, bytes: Uint8Array, userCount: number, itemCount: number): Ratings {
  const expected = `a user of 1 … ${userCount}, an item of 1 … ${itemCount}, a rating of 1 … 5 and a time`;
  const rows = tableOf(name, bytes, 4, expected);
  const pairs = new Set<number>();
  const read = rows.map((row, i) => {
    row.expect(row.cells.every(isCount));
    const [user, item, rating, time] = row.cells.map(Number);
    const isNumbered = user >= 1 && user <= userCount && item >= 1 && item <= itemCount;
    row.expect(isNumbered && rating >= 1 && rating <= 5);
    pairs.add(user * (itemCount + 1) + item);
    if (pairs.size === i + 1) return { user, item, rating, time };
    throw new DatasetError(`${name}: line ${i + 2} rates item ${item} for user ${user} again`, 'content');
  });
  return {
    users: Int32Array.from(read, ({ user }) => user - 1),
    items: Int32Array.from(read, ({ item }) => item - 1),
    ratings: Int32Array.from(read, ({ rating }) => rating),
    timestamps: Int32Array.from(read, ({ time }) => time),
    userCount,
    itemCount,
  };
}

const isCount = (text: string): boolean => /^\d+$/.test(text);

interface Row {
  readonly cells: readonly string[];
  /** Throws an error that names the line unless it is as it should be. */
  readonly expect: (isRight: boolean) => void;
}

/** The lines below the header. */
function tableOf(name: string, bytes: Uint8Array, columns: number, expected: string): Row[] {
  return readLines(name, bytes)
    .slice(1)
    .map((line, i) => {
      const cells = line.split('\t');
      const expect = (isRight: boolean): void => {
        if (!isRight) throw badLine(name, i + 1, expected, line);
      };
      expect(cells.length === columns);
      return { cells, expect };
    });
}
