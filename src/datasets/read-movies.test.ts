import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'node:test';
import { tarball } from '../../test/support/tarball';
import { MOVIES } from './item-records';
import { readMovies } from './read-movies';

const header =
  '"","title","year","length","budget","rating","votes","r1","r2","r3","r4","r5","r6","r7","r8","r9","r10","mpaa",' +
  '"Action","Animation","Comedy","Drama","Documentary","Romance","Short"';
const film = (title: string, { budget = 'NA', mpaa = '', genres = '0,0,1,1,0,0,0' } = {}): string =>
  `"1","${title}",1971,121,${budget},6.4,348,4.5,0,0,0,14.5,24.5,24.5,14.5,4.5,4.5,"${mpaa}",${genres}`;
const read = (...lines: string[]) =>
  readMovies('m.csv', new TextEncoder().encode(`${[header, ...lines].join('\n')}\n`));

describe('readMovies', () => {
  it('reads features, genres, budgets and texts with commas', () => {
    const { train, validation, test } = read(film('Man, The', { budget: '2e+05', mpaa: 'PG-13' }));
    const [part] = [train, validation, test].filter(({ titles }) => titles.length > 0);
    assert.deepEqual([part.titles, part.mpaa, [...part.budgets]], [['Man, The'], ['PG-13'], [200_000]]);
    assert.deepEqual(
      [part.features.shape, part.genres.shape],
      [
        [1, 14],
        [1, 7],
      ],
    );
    assert.deepEqual(
      [...part.features.data],
      [1971, 121, 6.4, 348, 4.5, 0, 0, 0, 14.5, 24.5, 24.5, 14.5, 4.5, 4.5],
    );
    assert.deepEqual([...part.genres.data], [0, 0, 1, 1, 0, 0, 0]);
  });

  it('puts films of one title into one part, and a tenth each into test and validation', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `Film ${i}`);
    const { train, validation, test } = read(...[...names, ...names].map((title) => film(title)));
    for (const { titles } of [train, validation, test]) assert.equal(titles.length, 2 * new Set(titles).size);
    assert.equal(train.titles.length + validation.titles.length + test.titles.length, 4000);
    for (const { titles } of [validation, test]) assert.ok(titles.length > 320 && titles.length < 480);
    assert.ok([...train.budgets].every(Number.isNaN));
  });

  it('names the line of another form', () => {
    const wrong = [
      film('A').replace('1971', 'NA'),
      film('A', { budget: 'many' }),
      `${film('A')},1`,
      '"1","A"',
    ];
    for (const line of wrong)
      assert.throws(() => read(film('B'), line), {
        name: 'DatasetError',
        kind: 'content',
        message: /^m\.csv: line 3 /,
      });
    assert.throws(() => readMovies('m.csv', new TextEncoder().encode('a,b\n')), {
      message: /line 1 should have the columns/,
    });
  });

  it('is made of an archive in an archive', async () => {
    const inner = tarball([{ path: 'resources/rdata/csv/ggplot2/movies.csv', content: header }]);
    const { of, by } = MOVIES.made!;
    const made = await by(new Map([[of[0], inner]]));
    assert.equal(new TextDecoder().decode(made.get('movies.csv')), header);
    await assert.rejects(async () => by(new Map([[of[0], gzipSync('')]])), { name: 'DatasetError' });
  });
});
