import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './paths';

/** What Node is called with to run programs in TypeScript. */
export const tsNode = ['--require', 'ts-node/register/transpile-only'];

/** The command that runs test files. */
export function nodeTests(files: readonly string[]): string[] {
  return [
    process.execPath,
    ...tsNode,
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${availableParallelism()}`, // Node leaves a core free, of two the half
    ...files,
  ];
}

/** The test files of a folder, relative to the root as it is; a file is itself. */
export function testFiles(path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      return entry.isDirectory() ? testFiles(inner) : inner.endsWith('.test.ts') ? [inner] : [];
    })
    .sort();
}
