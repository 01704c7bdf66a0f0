import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths';
import type { Result } from '../../scripts/sweep/store';
import { text } from '../../src';
import { notebookText } from '../support/notebook';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab sweep '));
after(() => rmSync(folder, { recursive: true, force: true }));
const command = ['--require', 'ts-node/register/transpile-only', join(root, 'scripts/sweep.ts')];

function sweep(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** A notebook that states two things of its parameters, and fails at rate 3. */
function write(name: string, more = ''): string {
  const path = join(folder, `${name}.ipynb`);
  const parameters = { source: "let seed = 1;\nlet rate = 0.5;\nlet loss = 'focal';", tags: ['parameters'] };
  const cells = [
    "import { claim, record } from 'softmax-lab';\nif (rate === 3) throw new RangeError(`rate ${rate} is too big`);",
    `${more}claim('seed and rate', seed + rate, { above: 1.5 });\nrecord('twice', 2 * seed);`,
  ];
  writeFileSync(path, notebookText([parameters, ...cells]));
  return path;
}

const resultsIn = (out: string): Result[] =>
  readdirSync(join(out, 'runs')).map((name) => JSON.parse(readFileSync(join(out, 'runs', name, 'result.json'), 'utf8')) as Result); // prettier-ignore

/** Everything below a folder, by path. */
const contentsOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]),
  );

describe('a sweep', () => {
  const path = write('tiny');
  const out = join(folder, 'out');

  it('runs what can be run, lists what failed with cell and message, and ends with 1', () => {
    const { status, output } = sweep(path, '--over', 'seed=1,2', '--over', 'rate=0.25,3', '--out', out);
    assert.equal(status, 1, output);
    assert.match(output, /2 of 4 runs are whole/);
    assert.match(
      output,
      /2 failed:\n✗ seed=1 rate=3: .*tiny\.ipynb, cell 2: RangeError: rate 3 is too big\n✗ seed=2/,
    );
    assert.match(output, /✓ seed=. rate=0\.25: .* s, ./);
    assert.match(output, /about \d+ s left/);
    const parameters = resultsIn(out).map((result) => result.parameters);
    assert.deepEqual(new Set(parameters), new Set([{ seed: 1, rate: 0.25 }, { seed: 2, rate: 0.25 }])); // prettier-ignore
  });

  it('leaves a tidy table, a summary over seeds, and an account', () => {
    const [head, ...rows] = text.parseCsv(readFileSync(join(out, 'results.csv'), 'utf8'));
    assert.deepEqual(head, ['seed', 'rate', 'run', 'cell', 'kind', 'quantity', 'value', 'holds']);
    assert.deepEqual(
      rows.map(([seed, rate, , ...rest]) => [seed, rate, ...rest]),
      [
        ['1', '0.25', '3', 'claim', 'seed and rate', '1.25', 'false'],
        ['1', '0.25', '3', 'record', 'twice', '2', ''],
        ['2', '0.25', '3', 'claim', 'seed and rate', '2.25', 'true'],
        ['2', '0.25', '3', 'record', 'twice', '4', ''],
      ],
    );
    const summary = text.parseCsv(readFileSync(join(out, 'summary.csv'), 'utf8'));
    assert.deepEqual(summary[1].slice(0, 6), ['0.25', '3', 'seed and rate', 'claim', '2', '1.75']);
    const account = JSON.parse(readFileSync(join(out, 'sweep.json'), 'utf8')) as {
      failed: { parameters: string }[];
    };
    assert.deepEqual(account.failed.map(({ parameters }) => parameters), ['seed=1 rate=3', 'seed=2 rate=3']); // prettier-ignore
  });

  it('leaves --record alone while runs fail, and writes it when all are whole', () => {
    const file = join(folder, 'record.csv');
    const args = [path, '--over', 'seed=1,2', '--out', out, '--resume', '--record', file];
    const failing = sweep(...args, '--over', 'rate=0.25,3');
    assert.match(failing.output, /record\.csv is left as it was, for some runs failed/);
    assert.equal(existsSync(file), false);
    const { status, output } = sweep(...args, '--over', 'rate=0.25');
    assert.equal(status, 0, output);
    const expected = 'seed,rate,quantity,value\n1,0.25,twice,2\n2,0.25,twice,4\n';
    assert.equal(readFileSync(file, 'utf8'), expected);
  });

  it('needs --resume to go on, and then runs nothing twice and changes nothing', () => {
    const args = [path, '--over', 'seed=1,2', '--over', 'rate=0.25', '--out', out];
    const refused = sweep(...args);
    assert.equal(refused.status, 2);
    assert.match(refused.output, /has results: --resume goes on from them/);
    assert.equal(sweep(...args, '--resume').status, 0);
    const before = contentsOf(out);
    const { status, output } = sweep(...args, '--resume');
    assert.equal(status, 0, output);
    assert.match(output, /^2 of 2 runs are there already\./);
    assert.deepEqual(contentsOf(out), before);
  });

  it('runs again what is not whole', () => {
    const [name] = readdirSync(join(out, 'runs'));
    const notebook = join(out, 'runs', name, 'notebook.ipynb');
    const whole = readFileSync(notebook, 'utf8');
    writeFileSync(notebook, whole.slice(0, -100));
    const args = [path, '--over', 'seed=1,2', '--over', 'rate=0.25', '--out', out, '--resume'];
    const { status, output } = sweep(...args);
    assert.equal(status, 0, output);
    assert.match(output, /^1 of 2 runs are there already\./);
    assert.equal(readFileSync(notebook, 'utf8'), whole);
  });

  it('holds the threads of a run to its share', () => {
    const path = write(
      'threads',
      "claim('threads', Number(process.env.SOFTMAX_LAB_THREADS), { atLeast: 1 });\n",
    );
    const out = join(folder, 'threads');
    const env = { ...process.env, SOFTMAX_LAB_THREADS: undefined };
    const args = [...command, path, '--over', 'seed=1', '--workers', '1', '--out', out];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
    assert.equal(status, 0, stderr);
    const [{ claims }] = resultsIn(out);
    assert.equal(claims[0].value, availableParallelism());
  });

  it('of keys alone prints those of rerun', () => {
    const { output } = sweep(path, '--over', 'seed=7', '--list');
    const { key, parameters } = JSON.parse(output) as Result;
    assert.deepEqual(parameters, { seed: 7 });
    const rerun = [
      ...command.slice(0, 2),
      join(root, 'scripts/rerun.ts'),
      path,
      '--param',
      'seed=7',
      '--print-key',
    ];
    assert.equal(
      spawnSync(process.execPath, rerun, { cwd: root, encoding: 'utf8' }).stdout,
      `${key}  tiny\n`,
    );
  });
});

describe('an interrupted sweep', () => {
  it('ends with 130, has whole runs only, and goes on from them', async () => {
    const path = write('slow', 'await new Promise((done) => setTimeout(done, seed === 1 ? 0 : 60_000));\n');
    const out = join(folder, 'interrupted');
    const args = [path, '--over', 'seed=1,2', '--workers', '1', '--out', out];
    const child = spawn(process.execPath, [...command, ...args], { cwd: root });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (/✓ seed=1/.test(said)) setTimeout(() => child.kill('SIGINT'), 500);
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(status, 130, said);
    assert.match(said, /Interrupted\. Finished runs are whole: repeat with --resume/);
    assert.deepEqual(resultsIn(out).map(({ parameters }) => parameters), [{ seed: 1 }]); // prettier-ignore
    assert.deepEqual(readdirSync(out), ['runs']);
  });
});

describe('a full disk', () => {
  it('ends the sweep with 3, whole runs only, and the way on', () => {
    const full = join(folder, 'full.cjs');
    writeFileSync(
      full,
      `const fs = require('node:fs');
       const { writeFileSync } = fs;
       fs.writeFileSync = (path, ...rest) => {
         if (/result\\.json$/.test(path)) throw new Error('ENOSPC: no space left on device, write');
         return writeFileSync(path, ...rest);
       };`,
    );
    const out = join(folder, 'full');
    const args = ['--require', full, ...command, write('full'), '--over', 'seed=1,2', '--workers', '1', '--out', out]; // prettier-ignore
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    assert.equal(status, 3, stderr);
    assert.match(
      stderr,
      /the sweep ended early: ENOSPC.*\n0 of 2 runs are finished and whole: repeat with --resume/,
    );
    assert.deepEqual(readdirSync(join(out, 'runs')), []);
  });
});

describe('what a sweep refuses', () => {
  const path = write('refused');
  const cases: [string, string[], RegExp][] = [
    ['no notebook', [], /a sweep is of one notebook, got 0/],
    ['two', ['1,2', '--over', 'seed=1'], /a sweep is of one notebook, got 2/],
    ['nothing to vary', [path], /say what to vary, e\.g\. --over seed=1\.\.20/],
    ['a parameter that there is not', [path, '--over', 'lr=1'], /no parameter 'lr'; the notebook has seed, rate, loss/],
    ['a value of another kind', [path, '--over', 'seed=1,x'], /--over seed takes a number, .*; got 'x'/],
    ['no values', [path, '--over', 'seed='], /--over seed has no values/],
    ['a million combinations', [path, '--over', 'seed=1..1000', '--over', 'rate=1..1000'], /1000000 combinations are 1000000 runs: --yes says that they are meant/],
    ['a record that is no table', [path, '--over', 'seed=1', '--record', 'x.json'], /--record takes a file name that ends in \.csv/],
    ['an engine that there is not', [path, '--over', 'seed=1', '--engine', 'ray'], /--engine takes local or dask, got 'ray'/],
    ['a scheduler without Dask', [path, '--over', 'seed=1', '--engine', 'local', '--scheduler', 'x'], /--scheduler is of the engine dask/],
    ['too many workers', [path, '--over', 'seed=1', '--workers', '1000'], /--workers takes a whole number from 1 to/],
  ]; // prettier-ignore
  for (const [what, args, says] of cases) {
    it(`${what}`, () => {
      const { status, output } = sweep(...args, '--out', join(folder, 'refused'));
      assert.equal(status, 2, output);
      assert.match(output, says);
    });
  }

  it('a folder that nothing can be written to', () => {
    const { status, output } = sweep(path, '--over', 'seed=1', '--out', '/proc/sweep');
    assert.equal(status, 3, output);
    assert.match(output, /nothing can be written to \/proc\/sweep/);
  });
});
