import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths';
import type { Output } from '../../scripts/rerun/notebook';
import { notebookText, type CellLike } from '../support/notebook';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab rerun '));
const command = ['--require', 'ts-node/register/transpile-only', join(root, 'scripts/rerun.ts')];

interface Summary {
  notebooks: {
    name: string;
    failure: string | null;
    cached: boolean;
    reproduced: boolean | null;
    parameters: object;
    claims: { text: string; value: number; holds: boolean }[];
  }[];
}

function rerun(...args: string[]): { status: number | null; output: string } {
  return rerunWith({}, ...args);
}

function rerunWith(env: NodeJS.ProcessEnv, ...args: string[]): ReturnType<typeof rerun> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, output: stdout + stderr };
}

function notebook(name: string, cells: readonly CellLike[]): string {
  const path = join(folder, `${name}.ipynb`);
  writeFileSync(path, notebookText(cells));
  return path;
}

function summaryIn(out: string): Summary {
  return JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
}

describe('a notebook that goes wrong fails the rerun, with its cell named', () => {
  const wrong: Record<string, { cells: string[]; says: RegExp }> = {
    throw: { cells: ['1 + 1', "throw new RangeError('too big')"], says: /cell 2: RangeError: too big/ },
    'type-error': { cells: ["const n: number = 'text';"], says: /cell 1: .*not assignable/ },
    'late-throw': {
      cells: ["setTimeout(() => { throw new Error('late') }, 300); 1", '2'],
      says: /late-throw\.ipynb, .*late/,
    },
    rejection: { cells: ["void Promise.reject(new Error('nobody waits')); 1"], says: /nobody waits/ },
    exit: { cells: ['1', 'process.exit(0)'], says: /cell 2: .*kernel died/ },
    'endless-loop': { cells: ['for (;;) {}'], says: /cell 1: Timeout/ },
    'endless-await': { cells: ['for (;;) await null;'], says: /cell 1: Timeout/ },
    stderr: { cells: ["console.error('a complaint')"], says: /cell 1: wrote to standard error: a complaint/ },
    killed: {
      cells: ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})"],
      says: /cell 1: .*kernel died/,
    },
    claim: {
      cells: ["import { claim } from 'softmax-lab'; claim('two', 2, { atLeast: 3 })"],
      says: /cell 1: ✗ two: 2 \(≥ 3\)/,
    },
  };
  const out = join(folder, 'out');
  let run: { status: number | null; output: string };
  let summary: Summary;
  before(() => {
    const paths = Object.entries(wrong).map(([name, { cells }]) => notebook(name, cells));
    writeFileSync(join(folder, 'truncated.ipynb'), '{"cells": [');
    run = rerun(...paths, join(folder, 'truncated.ipynb'), '--out', out, '--timeout', '5');
    summary = summaryIn(out);
  });

  it('ends with exit code 1 and accounts for every notebook', () => {
    assert.equal(run.status, 1, run.output);
    assert.equal(summary.notebooks.length, Object.keys(wrong).length + 1);
  });

  for (const [name, { says }] of Object.entries(wrong)) {
    it(`${name}: ${String(says)}`, () => {
      assert.match(run.output, says);
      const entry = summary.notebooks.find((candidate) => candidate.name === name);
      assert.ok(entry?.failure ?? entry?.claims.some((claim) => !claim.holds), `${name} passed`);
    });
  }

  it('a truncated file is named', () => {
    assert.match(run.output, /truncated\.ipynb.* is not a readable notebook/);
  });
});

describe('rerun', () => {
  const cells = [
    { source: 'let lr = 0.5;', tags: ['parameters'] },
    "import { claim } from 'softmax-lab'; claim('rate', lr, { equals: 0.5 })",
  ];

  it('--param assigns after the parameters cell and records claims without enforcing them', () => {
    const out = join(folder, 'param');
    const { status, output } = rerun(notebook('param', cells), '--param', 'lr=0.25', '--out', out);
    assert.equal(status, 0, output);
    const [entry] = summaryIn(out).notebooks;
    assert.deepEqual(entry.parameters, { lr: 0.25 });
    assert.deepEqual([entry.claims[0].value, entry.claims[0].holds], [0.25, false]);
  });

  it('--quick takes the values that the parameters cell names, unless others are given', () => {
    const out = join(folder, 'quick');
    const source = 'let lr = 0.5; // quick: 0.1\nlet steps = 9; // of descent; quick: 3\nlet seed = 1;';
    const path = notebook('quick', [{ source, tags: ['parameters'] }, cells[1]]);
    const { status, output } = rerun(path, '--quick', '--param', 'steps=4', '--out', out);
    assert.equal(status, 0, output);
    const [entry] = summaryIn(out).notebooks;
    assert.deepEqual(entry.parameters, { lr: 0.1, steps: 4 });
    assert.equal(entry.claims[0].holds, false);
    assert.equal(rerun(path, '--quick', '--check').status, 2);
  });

  it('holds the threads of each to its share of the cores', () => {
    const source =
      "import { claim, wasm } from 'softmax-lab'; claim('threads', wasm.threads(), { atLeast: 1 })";
    const paths = ['one', 'other'].map((name) => notebook(name, [source]));
    const out = join(folder, 'shares');
    const threads = (jobs: string): number[] => {
      const { status, output } = rerunWith(
        { SOFTMAX_LAB_THREADS: undefined },
        ...paths,
        '--jobs',
        jobs,
        '--out',
        out,
      );
      assert.equal(status, 0, output);
      return summaryIn(out).notebooks.map(({ claims: [{ value }] }) => value);
    };
    const cores = availableParallelism();
    assert.deepEqual(threads('1'), [cores, cores]);
    assert.deepEqual(threads('2'), Array<number>(2).fill(Math.max(1, Math.floor(cores / 2))));
  });

  it('an unknown parameter, notebook or option, and contradictory ones, are wrong usage', () => {
    const path = notebook('usage', cells);
    assert.deepEqual(
      [rerun(path, '--param', 'rate=1').status, rerun(path, '--param', 'rate').status],
      [2, 2],
    );
    const unknown = rerun('100-nothing');
    assert.equal(unknown.status, 2);
    assert.match(unknown.output, /no notebook '100-nothing'; there are .*01-binary-classification/s);
    assert.equal(rerun('--parm', 'x=1').status, 2);
    assert.equal(rerun(path, '--check', '--param', 'lr=1').status, 2);
    assert.equal(rerun(path, '--check', '--update').status, 2);
    assert.equal(rerun(path, '--jobs', '0').status, 2);
    assert.equal(rerun('--help').status, 0);
  });

  it('what a parameter cannot be is said by its name, before the run or by the compiler', () => {
    const typed = { source: 'let gamma = Math.sqrt(4), rates = [0.5];', tags: ['parameters'] };
    const path = notebook('typed', [typed, 'gamma + rates[0]']);
    const out = join(folder, 'typed');
    const word = rerun(path, '--param', 'rates=[1]', '--param', 'gamma=abc', '--out', out);
    assert.equal(word.status, 1, word.output);
    assert.match(word.output, /--param gamma: Type 'string' is not assignable to type 'number'/);
    const [lr] = [rerun(notebook('lr', cells), '--param', 'lr=abc')];
    assert.equal(lr.status, 2);
    assert.match(lr.output, /--param lr takes a number, as the notebook declares it; got 'abc'/);
  });

  it('--check tells a reproduced output from a changed one, and leaves volatile cells out', () => {
    const result = (text: string): Output[] => [
      { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': text }, metadata: {} },
    ];
    const same = notebook('same', [{ source: '1 + 1', outputs: result('2') }]);
    const changed = notebook('changed', [{ source: '1 + 1', outputs: result('3') }]);
    const volatile = notebook('volatile', [
      { source: 'Math.random()', tags: ['volatile'], outputs: result('0.1') },
    ]);
    const good = rerun(same, volatile, '--check', '--out', join(folder, 'check'));
    assert.equal(good.status, 0, good.output);
    const bad = rerun(changed, '--check', '--out', join(folder, 'check'));
    assert.equal(bad.status, 1);
    assert.match(bad.output, /NOT reproduced[^]*cell 1: committed .*3.* got .*2/);
  });

  it('--resume takes a finished run of the same sources, and runs again when a cell changed', () => {
    const out = join(folder, 'resume');
    const path = notebook('resume', ['1 + 1']);
    rerun(path, '--out', out);
    assert.equal(rerun(path, '--out', out).output.includes('cached'), false);
    assert.match(rerun(path, '--out', out, '--resume').output, /resume: cached/);
    notebook('resume', ['1 + 2']);
    assert.equal(rerun(path, '--out', out, '--resume').output.includes('cached'), false);
  });

  it('fetches first what notebooks need, and says what can not be had; the others run', () => {
    const needs = notebook('needs', ["import { datasets } from 'softmax-lab'; await datasets.mobyDick()"]);
    const cache = join(folder, 'cache');
    const offline = {
      SOFTMAX_LAB_CACHE: cache,
      npm_config_offline: 'true',
      npm_config_cache: join(folder, 'npm'),
    };
    const { status, output } = rerunWith(
      offline,
      needs,
      notebook('needs-not', ['1 + 1']),
      '--out',
      join(folder, 'offline'),
    );
    assert.equal(status, 1, output);
    const [first, failed] = ['moby-dick: fetching ', 'cell 1: DatasetError: moby-dick: '].map((words) =>
      output.indexOf(words),
    );
    assert.ok(first >= 0 && first < failed, output);
    assert.match(output, /When online, run: npm run data -- moby-dick/);
    assert.match(output, /✓ needs-not/);
  });

  it('an interrupt ends with 130 and leaves no kernel behind', async () => {
    const pidFile = join(folder, 'kernel.pid');
    const path = notebook('long', [
      `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); await new Promise(() => {})`,
    ]);
    const child = spawn(process.execPath, [...command, path, '--out', join(folder, 'long')], { cwd: root });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => existsSync(pidFile));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(status, 130);
    assert.match(said, /Interrupted.*--resume/s);
    assert.throws(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0), { code: 'ESRCH' });
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !condition();) {
    assert.ok(Date.now() < deadline, 'waited a minute in vain');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
