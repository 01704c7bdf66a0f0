import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { root, sweepPython } from '../../scripts/lib/paths';
import type { Result } from '../../scripts/sweep/store';
import { notebookText } from '../support/notebook';
import { until } from '../support/processes';

/** For all that the tests make. */
export const folder = mkdtempSync(join(tmpdir(), 'softmax-lab dask '));
const loader = ['--require', 'ts-node/register/transpile-only'];
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
before(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...loader, join(root, 'scripts/sweep-setup.ts')], { cwd: root, encoding: 'utf8' }); // prettier-ignore
  assert.equal(status, 0, stdout + stderr);
});

/** A notebook that states its seed. */
export function write(name: string): string {
  const path = join(folder, `${name}.ipynb`);
  const parameters = { source: 'let seed = 1;', tags: ['parameters'] };
  writeFileSync(path, notebookText([parameters, "import { claim } from 'softmax-lab';\nclaim('seed', seed, { atLeast: 1 });"])); // prettier-ignore
  return path;
}

/** `npm run sweep`, without npm; `onOutput` is told all that it has said. */
export function sweep(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  onOutput?: (said: string) => void,
  project = root,
) {
  const child = spawn(process.execPath, [...loader, join(project, 'scripts/sweep.ts'), ...args], {
    cwd: project,
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

/** Of the runs that lie there, in order. */
export const seedsIn = (out: string): unknown[] =>
  readdirSync(join(out, 'runs'))
    .map((name) => JSON.parse(readFileSync(join(out, 'runs', name, 'result.json'), 'utf8')) as Result)
    .map(({ parameters }) => parameters.seed)
    .sort((a, b) => Number(a) - Number(b));

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/**
 * A stand-in for a checkout that answers runs at once, or never those whose seed is 0: what is tried with it is the engine. Beside it lies
 * a line for each run begun.
 */
export function standIn(name: string): { project: string; begun: () => string[] } {
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

/** Another folder of the project, whose sources can be changed. */
export function copyOfProject(name: string): string {
  const copy = join(folder, name);
  const copied = ['src', 'scripts', 'data', 'notebooks/runs', 'package.json', 'tsconfig.json', 'constraints.txt', 'package-lock.json']; // prettier-ignore
  for (const part of copied) cpSync(join(root, part), join(copy, part), { recursive: true });
  for (const part of ['node_modules', 'dist', '.venv']) symlinkSync(join(root, part), join(copy, part));
  return copy;
}

/** A program of Dask. */
export function dask(args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(sweepPython, ['-m', 'dask', ...args], { cwd: folder, env: { ...process.env, ...env } });
  started.push(child);
  return child;
}

/** A scheduler by itself; `args` come after `dask scheduler`. */
export async function scheduler(
  args: string[] = ['--host', '127.0.0.1', '--no-dashboard'],
  env: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; address: string }> {
  const child = dask(['scheduler', ...args, '--port', '0'], env);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString())); // prettier-ignore
  await until(() => /Scheduler at: +tcp:\/\/[\d.:]+\n/.test(said), 60);
  return { child, address: /Scheduler at: +(\S+)/.exec(said)?.[1] ?? '' };
}

/** A worker of that checkout. */
export function worker(address: string, project: string): ChildProcess {
  const args = ['worker', address, '--nthreads', '1', '--no-dashboard', '--local-directory', folder];
  return dask(args, { SOFTMAX_LAB_ROOT: project });
}
