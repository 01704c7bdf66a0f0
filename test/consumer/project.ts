import { execFile, type ExecFileException } from 'node:child_process';
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
import { root } from '../../scripts/lib/paths';

/** What the packed library is tried with: compilers, bundler, runtimes. Kept between runs. */
export const tools = join(root, 'build/consumer-tools');

/** A program's output; everything it said, if it fails. */
export function run(command: string, args: readonly string[], cwd: string, env = {}): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

export function node(args: readonly string[], cwd: string, env = {}): Promise<string> {
  return run(process.execPath, args, cwd, env);
}

/** The script of a command that the tools bring. */
export function tool(name: string, ...path: string[]): string {
  return join(tools, 'node_modules', name, ...path);
}

export function npm(folder: string, ...args: string[]): Promise<string> {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return run(command, [...first, ...args, '--no-audit', '--no-fund'], folder);
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
