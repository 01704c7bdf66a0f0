import { execFile, type ExecFileException } from 'node:child_process';

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

/** What npm says when it runs in `folder`; the npm that runs us, if one does. */
export function npm(folder: string, ...args: string[]): Promise<string> {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return run(command, [...first, ...args, '--no-audit', '--no-fund'], folder);
}
