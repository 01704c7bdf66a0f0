import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datasets } from 'softmax-lab';
import { MOVIES, MOVIE_LENS_100K, MSLR_SAMPLE } from '../src/datasets/item-records';
import { KEEL } from '../src/datasets/keel-tables';
import { unlessCached } from './support/cached';

const sum = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((total, x) => total + x, 0);

describe('movieLens100k', { skip: unlessCached(MOVIE_LENS_100K) }, () => {
  it('has 100,000 ratings, 20 or more of each user', async () => {
    const { ratings, users, items } = await datasets.movieLens100k();
    const { userCount, itemCount, timestamps } = ratings;
    assert.deepEqual([ratings.users.length, userCount, itemCount], [100_000, 943, 1682]);
    assert.deepEqual([ratings.users[0], ratings.items[0], ratings.ratings[0], timestamps[0]], [195, 241, 3, 881_250_949]); // prettier-ignore
    assert.equal(sum(ratings.ratings), 352_986);
    const counts = new Int32Array(userCount);
    for (const user of ratings.users) counts[user]++;
    assert.deepEqual([Math.min(...counts), Math.max(...counts)], [20, 737]);
    assert.deepEqual(
      [users.ages.length, users.genders.filter((gender) => gender === 'F').length],
      [943, 273],
    );
    assert.equal(new Set(users.occupations).size, 21);
    assert.deepEqual([new Set(items.genres.flat()).size, new Set(items.titles).size], [19, 1659]);
    assert.deepEqual([items.titles[49], items.years[49]], ['Star Wars', 1977]);
  });

  it('has features of users and films', async () => {
    const { users, items, userNames, itemNames } = datasets.movieLensFeatures(await datasets.movieLens100k());
    assert.deepEqual(
      [users.shape, items.shape, userNames.length, itemNames.length],
      [[943, 23], [1682, 20], 23, 20],
    );
    const first = userNames.filter((_, d) => users.data[d] === 1);
    assert.deepEqual([users.data[22], first], [(24 - 34) / 12, ['technician']]);
    const toyStory = itemNames.filter((_, d) => items.data[d] === 1);
    assert.deepEqual([items.data[19], toyStory], [5 / 10, ['Animation', "Children's", 'Comedy']]);
    assert.throws(() => datasets.movieLensFeatures({} as never), {
      name: 'OptionError',
      message: /^movieLensFeatures: /,
    });
  });

  it('keeps few users where it is split at one time for all', async () => {
    const { ratings } = await datasets.movieLens100k();
    const { train, validation, test } = datasets.splitInteractions(ratings, { kind: 'global' });
    const counts = [train, validation, test].map(({ rowStarts }) =>
      rowStarts.slice(1).map((end, u) => end - rowStarts[u]),
    );
    const judged = counts[2].filter((n) => n > 0).length;
    const known = counts[2].filter((n, u) => n > 0 && counts[0][u] + counts[1][u] > 0).length;
    assert.deepEqual([judged, known], [166, 90]);
  });

  it('has three of four ratings in the second of another one of the user', async () => {
    const { ratings } = await datasets.movieLens100k();
    const keys = Array.from(ratings.users, (user, i) => `${user} ${ratings.timestamps[i]}`);
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    assert.equal(keys.filter((key) => counts.get(key)! > 1).length, 75_772);
  });
});

describe('mslrSample', { skip: unlessCached(MSLR_SAMPLE) }, () => {
  it('has 43 queries of 5,000 documents in each part, feature 1 in column 0', async () => {
    const { train, test, featureNames } = await datasets.mslrSample();
    for (const { features, relevance, queryStarts, queryIds } of [train, test]) {
      assert.deepEqual([features.shape, relevance.length, queryStarts.length, queryIds.length], [[5000, 136], 5000, 44, 43]); // prettier-ignore
      assert.equal(queryStarts[43], 5000);
    }
    assert.deepEqual([...train.features.data.subarray(0, 6)], [3, 3, 0, 0, 3, 1]);
    assert.deepEqual([train.relevance[0], train.queryIds[0], test.queryIds[0]], [2, 1, 13]);
    const counts = [0, 1, 2, 3, 4].map((grade) => train.relevance.filter((r) => r === grade).length);
    assert.deepEqual(counts, [2792, 1458, 665, 55, 30]);
    assert.deepEqual(
      [featureNames.length, featureNames[107], featureNames[129]],
      [136, 'BM25 (title)', 'PageRank'],
    );
  });
});

describe('movies', { skip: unlessCached(MOVIES) }, () => {
  it('has 58,788 films with 7 genres', async () => {
    const { train, validation, test, featureNames, genreNames } = await datasets.movies();
    const parts = [train, validation, test];
    assert.deepEqual(
      parts.map(({ titles }) => titles.length),
      [47_060, 5_895, 5_833],
    );
    const genres = parts.flatMap((part) => Array.from(part.genres.data));
    const counts = genreNames.map((_, k) => sum(genres.filter((_, i) => i % 7 === k)));
    assert.deepEqual(counts, [4688, 3690, 17_271, 21_811, 3472, 4744, 9458]);
    assert.deepEqual([train.titles[0], featureNames.length], ['$', 14]);
    assert.equal(parts.flatMap(({ budgets }) => Array.from(budgets)).filter(Number.isNaN).length, 53_573);
    for (const { features } of parts) assert.ok(features.data.every(Number.isFinite));
  });
});

describe('keel', { skip: unlessCached(KEEL) }, () => {
  it('has twelve tables with a rare class', async () => {
    const counts: Record<string, [number, number, number]> = {};
    for (const table of datasets.KEEL_TABLES) {
      const { features, featureNames, labels } = await datasets.keel(table);
      assert.equal(featureNames.length, features.shape[1]);
      counts[table] = [...(features.shape as [number, number]), sum(Array.from(labels))];
    }
    assert.deepEqual(counts, {
      'abalone9-18': [731, 10, 42],
      abalone19: [4174, 10, 32],
      ecoli4: [336, 7, 20],
      glass2: [214, 9, 17],
      'page-blocks0': [5472, 10, 559],
      'poker-8_vs_6': [1477, 10, 17],
      segment0: [2308, 19, 329],
      vowel0: [988, 13, 90],
      'winequality-red-4': [1599, 11, 53],
      'winequality-white-3_vs_7': [900, 11, 20],
      yeast4: [1484, 8, 51],
      yeast6: [1484, 8, 35],
    });
  });

  it('refuses another name, with those there are', async () => {
    await assert.rejects(datasets.keel('yeast7' as never), {
      name: 'OptionError',
      message: /keel: expected one of abalone9-18, abalone19, .*; got 'yeast7'/,
    });
  });
});
