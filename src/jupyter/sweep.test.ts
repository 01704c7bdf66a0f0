import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { metrics } from '..';
import { readSweep, show } from '.';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab sweep '));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function written(csv: string): string {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, csv);
  return path;
}

/** Accuracies of two losses at each rate and seed; runs in no order, as engines leave them. */
const RUNS = `rate,loss,seed,quantity,value
0.1,ce,2,accuracy,0.75
0.1,ce,1,accuracy,0.5
1,ce,1,accuracy,0.25
1,ce,2,accuracy,0.25
0.1,focal,1,accuracy,1
0.1,focal,2,accuracy,0.875
1,focal,1,accuracy,0.5
1,focal,2,accuracy,0.375
`;

describe('readSweep', () => {
  const sweep = readSweep(written(RUNS));

  it('gives the values of a quantity where its parameters are as asked', () => {
    assert.deepEqual(sweep.parameters, ['rate', 'loss', 'seed']);
    assert.deepEqual(sweep.quantities, ['accuracy']);
    assert.deepEqual(sweep.values('accuracy', { loss: 'ce', rate: 0.1 }), [0.75, 0.5]);
    assert.equal(sweep.values('accuracy').length, 8);
  });

  it('subtracts run by run, whatever their order', () => {
    const focal = { loss: 'focal' };
    assert.deepEqual(
      sweep.differences('accuracy', 'accuracy', { ...focal, rate: 0.1 }, { loss: 'ce', rate: 0.1 }),
      [0.5, 0.125],
    );
    assert.deepEqual(
      sweep.differences('accuracy', 'accuracy', focal, { loss: 'ce' }),
      [0.5, 0.125, 0.25, 0.125],
    );
    const lacking = readSweep(written('seed,quantity,value\n1,a,1\n2,a,1\n1,b,1\n'));
    assert.throws(() => lacking.differences('a', 'b'), {
      name: 'OptionError',
      message: `sweep.differences: 'b' has no run that is like {"seed":2}`,
    });
  });

  it('summarises over seeds, in columns', () => {
    const { rate, loss, quantity, runs, mean, low95, held, ...rest } = sweep.summary();
    assert.deepEqual(rate, [0.1, 1, 0.1, 1]);
    assert.deepEqual(loss, ['ce', 'ce', 'focal', 'focal']);
    assert.deepEqual(mean, [0.625, 0.25, 0.9375, 0.4375]);
    assert.equal(low95[0], metrics.meanInterval([0.5, 0.75]).interval[0]);
    assert.deepEqual([quantity[0], runs[0], held[0]], ['accuracy', 2, null]);
    assert.deepEqual(Object.keys(rest), ['kind', 'sd', 'high95']);
  });

  it('reads the folder of a sweep, where recorded numbers go before claims', () => {
    const csv =
      'seed,run,cell,kind,quantity,value,holds\n1,f,2,claim,"a, b",NaN,false\n1,f,3,record,c,0.5,\n';
    writeFileSync(join(folder, 'results.csv'), csv);
    const sweep = readSweep(`${folder}/`);
    const { quantities, rows } = sweep;
    assert.deepEqual(quantities, ['c']);
    const claimed = {
      parameters: { seed: 1 },
      cell: 2,
      kind: 'claim',
      quantity: 'a, b',
      value: NaN,
      holds: false,
    };
    assert.deepEqual(rows[0], claimed);
    assert.deepEqual(sweep.values('a, b'), [NaN]);
  });

  it('says what is missing, unknown or no table', () => {
    const refuses = (csv: string, message: RegExp): void =>
      assert.throws(() => readSweep(written(csv)), { name: 'OptionError', message });
    assert.throws(
      () => readSweep(join(folder, 'none')),
      /results\.csv can't be read \(ENOENT.*npm run sweep/,
    );
    assert.throws(() => readSweep(1 as never), /^OptionError: readSweep: path should be/);
    refuses('', /it has no column quantity, no value$/);
    refuses('seed,value\n', /it has no column quantity$/);
    refuses('seed,quantity,value\n1,a\n', /row 1 has 2 fields, its head has 3/);
    refuses('seed,quantity,value\n1,a,1\n2,a,\n', /row 2 has the value '', expected a number/);
    assert.throws(() => sweep.values('acuracy'), /there is no quantity 'acuracy'; did you mean 'accuracy'\?/);
    assert.throws(
      () => sweep.values('accuracy', { speed: 1 }),
      /no parameter 'speed'; did you mean 'seed'\?/,
    );
    assert.throws(() => sweep.values('accuracy', { rate: 7 }), /no run has \{"rate":7\}/);
  });
});

describe('the figure of a sweep', () => {
  const sweep = readSweep(written(RUNS));
  const kindOf = ({ data }: { data: { type?: unknown; mode?: unknown }[] }): unknown[] =>
    data.map(({ type, mode }) => [type, mode].filter(Boolean).join());

  it('is a band over one number, on a logarithmic axis where that grows by factors', () => {
    const narrow = sweep.figure('accuracy', { loss: 'ce' });
    assert.deepEqual(kindOf(narrow), ['scatter,none', 'scatter,lines+markers']);
    assert.deepEqual([narrow.data[1].x, narrow.data[1].y], [[0.1, 1], [0.625, 0.25]]); // prettier-ignore
    assert.equal((narrow.layout.xaxis as { type: string }).type, 'linear');
    const wide = readSweep(written('lr,quantity,value\n1,a,1\n0.01,a,2\n'));
    const { data, layout } = wide.figure('a');
    assert.deepEqual([kindOf({ data }), data[0].x, (layout.xaxis as { type: string }).type], [['scatter,lines+markers'], [0.01, 1], 'log']); // prettier-ignore
  });

  it('is a heat map of means over two, with a gap where runs failed', () => {
    assert.deepEqual(sweep.figure('accuracy').data[0].z, [[0.625, 0.9375], [0.25, 0.4375]]); // prettier-ignore
    const gap = readSweep(written('a,b,quantity,value\n1,1,x,1\n1,2,x,2\n2,1,x,3\n'));
    assert.deepEqual(gap.figure('x').data[0].z, [[1, 2], [3, null]]); // prettier-ignore
  });

  it('is of dots with intervals over names and over nothing, of bars where there is one run each', () => {
    const overLoss = sweep.figure('accuracy', { rate: 0.1 });
    assert.deepEqual(kindOf(overLoss), ['scatter,markers', 'scatter,markers', 'scatter,markers']);
    assert.deepEqual(overLoss.data[0].x, [0.75, 0.5]);
    assert.deepEqual(kindOf(sweep.figure('accuracy', { rate: 0.1, loss: 'ce' })), ['scatter,markers', 'scatter,markers']); // prettier-ignore
    const single = readSweep(written('loss,quantity,value\nce,a,1\nfocal,a,2\n'));
    assert.deepEqual(single.figure('a').data[0].y, [1, 2]);
  });

  it('asks what to fix where more than two vary', () => {
    const many = readSweep(written('a,b,c,quantity,value\n1,1,1,x,1\n2,2,2,x,2\n'));
    assert.throws(() => many.figure('x'), /a, b, c vary; fix all but two, e\.g\. \{ a: 1 \}/);
  });
});

describe('show of a sweep', () => {
  it('shows the summary, figures of the first quantities, and how to get the others', (t) => {
    const log = t.mock.method(console, 'log', () => undefined);
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const lines = names.flatMap((name, i) => [1, 2].map((seed) => `${seed},${name},${name === 'b' ? 'NaN' : seed * i}`)); // prettier-ignore
    show(readSweep(written(`seed,quantity,value\n${lines.join('\n')}\n`)));
    const texts = log.mock.calls.map(({ arguments: [text] }) => String(text));
    assert.match(texts[0], /^quantity +kind +runs +mean +sd +low95 +high95 +held\n/);
    assert.match(texts[1], /^Dots with means and intervals of a/);
    assert.match(texts[2], /^No figure of b: .*no finite value/);
    assert.equal(texts.length, 8);
    assert.equal(texts[7], "2 more by `sweep.figure('g')` and so on.");
  });
});
