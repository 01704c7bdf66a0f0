import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, run } from '../../scripts/lib/npm';
import { root } from '../../scripts/lib/paths';

export { npm, run };

/** What the packed library is tried with: compilers, bundler, runtimes. Kept between runs. */
export const tools = join(root, 'build/consumer-tools');

export function node(args: readonly string[], cwd: string, env = {}): Promise<string> {
  return run(process.execPath, args, cwd, env);
}

/** The script of a command that the tools bring. */
export function tool(name: string, ...path: string[]): string {
  return join(tools, 'node_modules', name, ...path);
}

export async function installTools(): Promise<void> {
  mkdirSync(tools, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(__dirname, 'tools', name), join(tools, name));
  await npm(tools, 'install', '--ignore-scripts');
}

/** A clone of the project in which nothing is built, but for a `dist/` of another time. */
export function freshClone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'softmax-lab clone '));
  for (const name of [
    'package.json',
    'tsconfig.json',
    '.npmrc',
    'README.md',
    'LICENSE',
    'src',
    'scripts',
    'data',
  ])
    cpSync(join(root, name), join(clone, name), { recursive: true });
  mkdirSync(join(clone, 'notebooks'));
  copyFileSync(join(root, 'notebooks/package.json'), join(clone, 'notebooks/package.json'));
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  mkdirSync(join(clone, 'dist'));
  writeFileSync(join(clone, 'dist/stale.js'), '');
  return clone;
}

/** Where npm has put a platform's own binary: the packages' scripts, which would link it, did not run. */
export function binary(...candidates: string[]): string | undefined {
  return candidates.map((path) => tool(path)).find((path) => existsSync(path));
}
