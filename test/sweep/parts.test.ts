import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { importScript } from '../../scripts/lib/import-script';
import { countOf, parseOver, product, readTable } from '../../scripts/sweep/combinations';
import { formatCsv } from '../../scripts/sweep/csv';
import type { Result } from '../../scripts/sweep/store';
import { tidyTable, writeRecord, writeTables } from '../../scripts/sweep/tables';
import { readSweep, text } from '../../src';

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
    assert.deepEqual(text.parseCsv(formatCsv(rows)), rows);
  });
});

describe('the tables of a sweep', () => {
  const result = (parameters: Record<string, unknown>, value: number | string | boolean): Result => ({
    key: 'f'.repeat(64),
    parameters,
    seconds: 1,
    claims: [{ text: 'accuracy', value, bound: '≥ 0.5', holds: Number(value) >= 0.5, cell: 2 }],
    records: parameters.seed === 1 ? [{ name: 'loss', value: 'Infinity', cell: 3 }] : [],
  });
  const results = [
    result({ lr: 0.1, seed: 1, hidden: [32] }, 0.25),
    result({ lr: 0.1, seed: 2, hidden: [32] }, 0.75),
    result({ lr: 'NaN', seed: 1 }, 'NaN'),
    result({ lr: 'NaN', seed: 2 }, true),
  ];
  const columns = (table: ReturnType<typeof tidyTable>): Record<string, unknown> =>
    Object.fromEntries(table.map(({ name, data }) => [name, data]));

  it('one has a line for every value, claimed or recorded, with its parameters', () => {
    assert.deepEqual(columns(tidyTable(results)), {
      lr: [0.1, 0.1, 0.1, NaN, NaN, NaN],
      seed: [1, 1, 2, 1, 1, 2],
      hidden: ['[32]', '[32]', '[32]', null, null, null],
      run: Array(6).fill('f'.repeat(16)),
      cell: [2, 3, 2, 2, 3, 2],
      kind: ['claim', 'record', 'claim', 'claim', 'record', 'claim'],
      quantity: ['accuracy', 'loss', 'accuracy', 'accuracy', 'loss', 'accuracy'],
      value: [0.25, Infinity, 0.75, NaN, Infinity, 1],
      holds: [false, null, true, false, null, true],
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
    assert.equal(rows.length, 6);
  });

  it('another summarises over seeds, and over nothing else', async () => {
    await writeTables(folder, results);
    const [head, first, , third] = text.parseCsv(readFileSync(join(folder, 'summary.csv'), 'utf8'));
    assert.equal(head.join(), 'lr,hidden,cell,quantity,kind,runs,mean,sd,low95,high95,held');
    assert.deepEqual(first.slice(0, 7), ['0.1', '[32]', '2', 'accuracy', 'claim', '2', '0.5']);
    assert.equal(Number(first[7]), Math.sqrt(0.125));
    assert.equal(first[10], '1');
    assert.deepEqual(third.slice(0, 7), ['NaN', '', '2', 'accuracy', 'claim', '2', 'NaN']);
  });

  it('one has the records alone, and nothing that another version changes', () => {
    const file = join(folder, 'record.csv');
    writeRecord(file, results);
    const expected = 'lr,seed,hidden,quantity,value\n0.1,1,[32],loss,Infinity\nNaN,1,,loss,Infinity\n';
    assert.equal(readFileSync(file, 'utf8'), expected);
    assert.deepEqual(readSweep(file).values('loss', { lr: 0.1 }), [Infinity]);
  });
});
