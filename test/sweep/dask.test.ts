import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root, sweepPython } from '../../scripts/lib/paths';
import type { Result } from '../../scripts/sweep/store';
import { notebookText } from '../support/notebook';
import { lives, until } from '../support/processes';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab dask '));
const loader = ['--require', 'ts-node/register/transpile-only'];
const command = [...loader, join(root, 'scripts/sweep.ts')];
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
before(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...loader, join(root, 'scripts/sweep-setup.ts')], { cwd: root, encoding: 'utf8' }); // prettier-ignore
  assert.equal(status, 0, stdout + stderr);
});

function write(name: string): string {
  const path = join(folder, `${name}.ipynb`);
  const parameters = { source: 'let seed = 1;', tags: ['parameters'] };
  writeFileSync(path, notebookText([parameters, "import { claim } from 'softmax-lab';\nclaim('seed', seed, { atLeast: 1 });"])); // prettier-ignore
  return path;
}

function sweep(args: string[], env: NodeJS.ProcessEnv = {}, onOutput?: (said: string) => void) {
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      output += text.toString();
      onOutput?.(output);
    });
  const end = new Promise<{ status: number | null; output: string }>((resolve) =>
    child.on('close', (status) => resolve({ status, output })),
  );
  return { child, end };
}

const seedsIn = (out: string): unknown[] =>
  readdirSync(join(out, 'runs'))
    .map((name) => JSON.parse(readFileSync(join(out, 'runs', name, 'result.json'), 'utf8')) as Result)
    .map(({ parameters }) => parameters.seed)
    .sort((a, b) => Number(a) - Number(b));

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** The processes of Dask's workers below one. */
function workersBelow(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = stdout.trim().split('\n').map((row) => /^ *(\d+) +(\d+) (.*)$/.exec(row) ?? []); // prettier-ignore
  const below = (parent: number): string[][] =>
    rows.filter(([, , ppid]) => Number(ppid) === parent).flatMap((row) => [row, ...below(Number(row[1]))]);
  return below(pid).filter(([, , , args]) => /spawn_main/.test(args)).map(([, id]) => Number(id)); // prettier-ignore
}

/**
 * A stand-in for a checkout that answers runs at once, or never those whose seed is 0: what is tried with it is the engine. Beside it lies
 * a line for each run begun.
 */
function standIn(name: string): { project: string; begun: () => string[] } {
  const project = join(folder, name);
  const log = join(folder, `${name}.log`);
  mkdirSync(join(project, 'scripts/sweep'), { recursive: true });
  mkdirSync(join(project, 'node_modules/ts-node/register'), { recursive: true });
  writeFileSync(join(project, 'node_modules/ts-node/register/transpile-only.js'), ''); // what follows is JavaScript
  writeFileSync(log, '');
  writeFileSync(
    join(project, 'scripts/sweep/task.ts'),
    `const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
     require('fs').appendFileSync(${JSON.stringify(log)}, process.pid + ' ' + request.parameters + '\\n');
     const claims = [{ text: 'seed', value: Number(/\\d+/.exec(request.parameters)[0]), bound: '', holds: true, cell: 2 }];
     const answer = { outcome: { seconds: 0, claims, records: [], notebook: '{}' } };
     const parent = process.ppid;
     setInterval(() => process.ppid === parent || process.exit(), 100).unref();
     setTimeout(() => console.log(JSON.stringify(answer)), request.parameters === 'seed = 0;' ? 1e6 : 100);`,
  );
  return { project, begun: () => readFileSync(log, 'utf8').trim().split('\n') };
}

describe('a sweep on Dask', () => {
  const path = write('tiny');

  it('runs notebooks, also when a worker is killed in between, each once and whole', async () => {
    const out = join(folder, 'real');
    let killed = 0;
    const args = [path, '--over', 'seed=1..4', '--engine', 'dask', '--workers', '2', '--out', out];
    const { child, end } = sweep(args, {}, (said) => {
      if (killed > 0 || !/✓ seed=/.test(said)) return;
      [killed] = workersBelow(child.pid ?? 0);
      process.kill(killed, 'SIGKILL');
    });
    const { status, output } = await end;
    assert.equal(status, 0, output);
    assert.ok(killed > 0, output);
    assert.match(output, /Dask's dashboard: http:\/\/127\.0\.0\.1:\d+\/status/);
    assert.deepEqual(seedsIn(out), upTo(4));
    assert.equal(output.match(/✓ seed=/g)?.length, 4);
  });

  it('has all of a hundred runs, each once, with a worker killed after every ten', async () => {
    const out = join(folder, 'hundred');
    const killed = new Set<number>();
    const args = [path, '--over', 'seed=1..100', '--engine', 'dask', '--workers', '2', '--out', out];
    const { child, end } = sweep(args, { SOFTMAX_LAB_ROOT: standIn('quick').project }, (said) => {
      const done = said.match(/✓ seed=/g)?.length ?? 0;
      const worker = workersBelow(child.pid ?? 0).find((pid) => !killed.has(pid));
      if (done / 10 < killed.size + 1 || killed.size === 5 || worker === undefined) return;
      killed.add(worker);
      process.kill(worker, 'SIGKILL');
    });
    const { status, output } = await end;
    assert.equal(status, 0, output);
    assert.equal(killed.size, 5, output);
    assert.deepEqual(seedsIn(out), upTo(100));
    assert.equal(output.match(/✓ seed=/g)?.length, 100);
  });

  it('ends by Ctrl-C with its cluster and what it runs, and keeps what is whole', async () => {
    const out = join(folder, 'interrupted');
    const { project, begun } = standIn('endless');
    let workers: number[] = [];
    const args = [path, '--over', 'seed=1,0', '--engine', 'dask', '--workers', '1', '--out', out];
    const { child, end } = sweep(args, { SOFTMAX_LAB_ROOT: project }, (said) => {
      if (!/✓ seed=1/.test(said) || workers.length > 0) return;
      workers = workersBelow(child.pid ?? 0);
      const waiting = setInterval(() => {
        if (begun().length < 2) return;
        clearInterval(waiting);
        child.kill('SIGINT');
      }, 100);
    });
    const { status, output } = await end;
    assert.equal(status, 130, output);
    assert.deepEqual(seedsIn(out), [1]);
    await until(() => [...workers, Number.parseInt(begun()[1], 10)].every((pid) => !lives(pid)), 60);
  });
});

describe('a sweep on a scheduler that is there', () => {
  const path = write('elsewhere');
  const dask = (...args: string[]) => {
    const child = spawn(sweepPython, ['-m', 'dask', ...args], {
      cwd: folder,
      env: { ...process.env, SOFTMAX_LAB_ROOT: args.at(-1) },
    });
    started.push(child);
    return child;
  };
  const scheduler = async (): Promise<{ child: ChildProcess; address: string }> => {
    const child = dask('scheduler', '--host', '127.0.0.1', '--port', '0', '--no-dashboard');
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString())); // prettier-ignore
    await until(() => /Scheduler at: +tcp:\/\/[\d.:]+\n/.test(said), 60);
    return { child, address: /Scheduler at: +(\S+)/.exec(said)?.[1] ?? '' };
  };
  const worker = (address: string, project: string): ChildProcess =>
    dask(
      'worker',
      address,
      '--nthreads',
      '1',
      '--no-dashboard',
      '--local-directory',
      folder,
      '--name',
      project,
    );

  it('refuses workers of another version, and says what differs; the others do it all', async () => {
    const other = join(folder, 'other');
    for (const part of ['scripts', 'package.json', 'tsconfig.json', 'constraints.txt', 'package-lock.json'])
      cpSync(join(root, part), join(other, part), { recursive: true });
    for (const part of ['node_modules', 'dist']) symlinkSync(join(root, part), join(other, part));
    const { address } = await scheduler();
    worker(address, other);
    mkdirSync(join(folder, 'empty'));
    worker(address, join(folder, 'empty'));
    const { project } = standIn('right');
    let isHelped = false;
    const args = [path, '--over', 'seed=1..3', '--scheduler', address, '--out', join(folder, 'versions')];
    const { end } = sweep(args, {}, (said) => {
      if (isHelped || (said.match(/is refused/g)?.length ?? 0) < 2) return;
      isHelped = true;
      worker(address, project);
    });
    const { status, output } = await end;
    assert.equal(status, 0, output);
    assert.match(
      output,
      /✗ worker tcp:\S+ is refused: .+other has another version of the project than the sweep: src should be [0-9a-f]{8}, is [0-9a-f]{8}/,
    );
  });

  it('tells when the scheduler is killed, keeps what is whole, and goes on with --resume', async () => {
    const out = join(folder, 'lost');
    const { child, address } = await scheduler();
    const { project } = standIn('lost-stand-in');
    worker(address, project);
    const args = [path, '--over', 'seed=1..20', '--out', out];
    const { end } = sweep([...args, '--scheduler', address], {}, (said) => {
      if (/✓ seed=/.test(said)) child.kill('SIGKILL');
    });
    const { status, output } = await end;
    assert.equal(status, 3, output);
    assert.match(
      output,
      /the sweep ended early: .*\d+ of 20 runs are finished and whole: repeat with --resume/s,
    );
    const again = await sweep([...args, '--engine', 'dask', '--workers', '2', '--resume'], { SOFTMAX_LAB_ROOT: project }).end; // prettier-ignore
    assert.equal(again.status, 0, again.output);
    assert.deepEqual(seedsIn(out), upTo(20));
  });

  it('says that there is none', async () => {
    const args = [
      path,
      '--over',
      'seed=1',
      '--scheduler',
      'tcp://127.0.0.1:9',
      '--out',
      join(folder, 'none'),
    ];
    const { status, output } = await sweep(args).end;
    assert.equal(status, 3, output);
    assert.match(output, /no scheduler answers at tcp:\/\/127\.0\.0\.1:9/);
  });
});
