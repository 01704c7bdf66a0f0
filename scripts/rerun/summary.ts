import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../lib/make-folder';
import { root } from '../lib/paths';
import { writeWhole } from '../lib/temporary';
import type { Run } from './run';

/** Writes the account of a rerun into `folder`; `figures` holds the exported files of each notebook, where they were exported. */
export function writeSummary(
  runs: readonly Run[],
  folder: string,
  figures: Record<string, string[]> = {},
): void {
  const notebooks = runs.map((run) => ({
    name: run.name,
    parameters: run.parameters,
    seconds: Number(run.seconds.toFixed(1)),
    cached: run.cached,
    reproduced: run.reproduced ?? null,
    failure: run.failure ?? null,
    claims: run.claims.map(({ text, value, bound, holds }) => ({ text, value, bound, holds })),
    figures: figures[run.name] ?? [],
  }));
  makeFolder(folder);
  // JSON has no spelling of NaN and Infinity, which parameters may be.
  const spelled = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  const summary = JSON.stringify({ environment: environment(), notebooks }, spelled, 2);
  writeWhole(join(folder, 'summary.json'), `${summary}\n`);
}

function environment(): Record<string, unknown> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
    devDependencies: Record<string, string>;
  };
  const parts = ['typescript', 'tslab', 'ts-node', 'danfojs-node', 'plotly.js'];
  const versions = Object.fromEntries(
    parts.map((name) => [name, manifest.devDependencies[name].split('@').at(-1)]),
  );
  const node = process.versions.node;
  return {
    node,
    cpu: cpus()[0]?.model ?? 'unknown',
    commit: commit(),
    versions: { 'softmax-lab': manifest.version, ...versions },
  };
}

/** The commit of the checkout, with a `+` if files have changed since; null outside one. */
function commit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain') ? '+' : '');
  } catch {
    return null;
  }
}
