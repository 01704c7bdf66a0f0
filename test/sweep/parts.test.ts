import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { importScript } from '../../scripts/lib/import-script';
import { countOf, parseOver, product, readTable } from '../../scripts/sweep/combinations';
import { formatCsv, parseCsv } from '../../scripts/sweep/csv';
import { estimate, studentQuantile } from '../../scripts/sweep/statistics';
import type { Result } from '../../scripts/sweep/store';
import { summaryTable, tidyTable } from '../../scripts/sweep/tables';

interface Hyparquet {
  parquetReadObjects: (options: { file: ArrayBuffer }) => Promise<object[]>;
}

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab sweep '));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('--over', () => {
  const over = (...given: string[]): Record<string, string[]> => Object.fromEntries(parseOver(given));

  it('takes ranges, lists, and lists of lists, records and strings', () => {
    assert.deepEqual(over('seed=-1..2', 'lr=0.01, 1e-3'), {
      seed: ['-1', '0', '1', '2'],
      lr: ['0.01', '1e-3'],
    });
    assert.deepEqual(over('hidden=[32],[64,32]', 'o={"a":1,"b":2}', 's="a,b","[",c=d'), {
      hidden: ['[32]', '[64,32]'],
      o: ['{"a":1,"b":2}'],
      s: ['"a,b"', '"["', 'c=d'],
    });
  });

  it('refuses what has no values, and a name that comes twice', () => {
    const usage = (says: RegExp) => ({ name: 'UsageError', message: says });
    assert.throws(() => over('seed'), usage(/^--over takes name=values, got 'seed'$/));
    assert.throws(() => over('seed='), usage(/^--over seed has no values/));
    assert.throws(() => over('seed=1,,2'), usage(/^--over seed has an empty value: 'seed=1,,2'/));
    assert.throws(() => over('seed=3..1'), usage(/^--over seed: 3..1 has no values; write 1..3$/));
    assert.throws(() => over('seed=1', 'seed=2'), usage(/^--over seed is given twice$/));
    assert.throws(() => over('seed=1..999999999'), usage(/more than 10000000 values/));
  });

  it('and a table have all their combinations, the last name changing fastest', () => {
    const path = join(folder, 'table.csv');
    writeFileSync(path, '\uFEFFlr,loss\r\n0.1,"a,b"\r\n,c\r\n');
    const [rows, axes] = [readTable(path), parseOver(['seed=1,2'])];
    assert.equal(countOf(rows, axes), 4);
    assert.deepEqual(
      product(rows, axes).map((combination) => Object.fromEntries(combination)),
      [
        { lr: '0.1', loss: 'a,b', seed: '1' },
        { lr: '0.1', loss: 'a,b', seed: '2' },
        { loss: 'c', seed: '1' },
        { loss: 'c', seed: '2' },
      ],
    );
    assert.throws(() => product(rows, parseOver(['lr=1'])), /^UsageError: --over lr: the table has it too$/);
  });

  it('a table that is none is refused', () => {
    const table = (text: string) => (): unknown => {
      const path = join(folder, 'wrong.csv');
      writeFileSync(path, text);
      return readTable(path);
    };
    assert.throws(
      () => readTable(join(folder, 'absent.csv')),
      /^UsageError: --table .*can't be read: ENOENT/,
    );
    assert.throws(table(''), /has no combinations/);
    assert.throws(table('seed\n'), /has no combinations/);
    assert.throws(table('seed,seed\n1,2\n'), /names 'seed' twice/);
    assert.throws(table('seed,lr\n1,2\n3\n'), /combination 2 has 1 fields, its head has 2/);
  });
});

describe('CSV', () => {
  it('comes back as it was, whatever its fields hold', () => {
    const rows = [['a', 'b,c'], ['"', 'two\nlines'], ['≥ 0.5', '']]; // prettier-ignore
    assert.deepEqual(parseCsv(formatCsv(rows)), rows);
  });
});

describe('estimates over seeds', () => {
  it("Student's quantiles are those of scipy.stats.t.ppf(0.975, n)", () => {
    const known = { 1: 12.706204736174694, 2: 4.302652729749462, 3: 3.1824463052837078, 4: 2.7764451051977934, 9: 2.262157162798205, 19: 2.0930240544083087, 30: 2.0422724563012378, 99: 1.9842169515864174, 1000: 1.9623390808264083 }; // prettier-ignore
    for (const [degrees, quantile] of Object.entries(known))
      assert.ok(Math.abs(studentQuantile(Number(degrees)) / quantile - 1) < 1e-12, degrees);
  });

  it('mean, standard deviation and half of the interval, by hand', () => {
    const { count, mean, deviation, halfWidth } = estimate([1, 2, 3, 6]);
    assert.deepEqual([count, mean], [4, 3]);
    assert.ok(Math.abs(deviation - Math.sqrt(14 / 3)) < 1e-15);
    assert.ok(Math.abs(halfWidth - (3.1824463052837078 * Math.sqrt(14 / 3)) / 2) < 1e-12);
    assert.deepEqual(estimate([5]), { count: 1, mean: 5, deviation: NaN, halfWidth: NaN });
  });
});

describe('the tables of a sweep', () => {
  const result = (parameters: Record<string, unknown>, value: number | string | boolean): Result => ({
    key: 'f'.repeat(64),
    parameters,
    seconds: 1,
    claims: [{ text: 'accuracy', value, bound: '≥ 0.5', holds: Number(value) >= 0.5, cell: 2 }],
  });
  const results = [
    result({ lr: 0.1, seed: 1, hidden: [32] }, 0.25),
    result({ lr: 0.1, seed: 2, hidden: [32] }, 0.75),
    result({ lr: 'NaN', seed: 1 }, 'NaN'),
    result({ lr: 'NaN', seed: 2 }, true),
  ];
  const columns = (table: ReturnType<typeof tidyTable>): Record<string, unknown> =>
    Object.fromEntries(table.map(({ name, data }) => [name, data]));

  it('one has a line for every value, with its parameters', () => {
    assert.deepEqual(columns(tidyTable(results)), {
      lr: [0.1, 0.1, NaN, NaN],
      seed: [1, 2, 1, 2],
      hidden: ['[32]', '[32]', null, null],
      run: Array(4).fill('f'.repeat(16)),
      cell: [2, 2, 2, 2],
      quantity: Array(4).fill('accuracy'),
      value: [0.25, 0.75, NaN, 1],
      holds: [false, true, false, true],
    });
  });

  it('a Parquet file has the same, by another reader: gaps, NaN, truth values, texts', async () => {
    const table = tidyTable(results);
    const { parquet } = await importScript<{ parquet: (columns: unknown) => ArrayBuffer }>(
      'sweep/parquet.mjs',
    );
    const reader = '../node_modules/hyparquet/src/index.js';
    const { parquetReadObjects } = await importScript<Hyparquet>(reader);
    const rows = await parquetReadObjects({ file: parquet(table) });
    const expected = rows.map((_, i) => Object.fromEntries(table.map(({ name, data }) => [name, data[i]])));
    assert.deepEqual(rows, expected);
    assert.equal(rows.length, 4);
  });

  it('the other summarises over seeds, and over nothing else', () => {
    const { lr, runs, mean, sd, held } = columns(summaryTable(results));
    assert.deepEqual([lr, runs, mean, held], [[0.1, NaN], [2, 2], [0.5, NaN], [1, 1]]); // prettier-ignore
    assert.ok(Math.abs((sd as number[])[0] - Math.sqrt(0.125)) < 1e-15);
  });
});
