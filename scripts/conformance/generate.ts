import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitCodes, LackingError } from '../lib/command';
import { frameworksPython, root } from '../lib/paths';

/** Runs the Python generator of a dialect (or of the inputs), which writes `<name>.json` into the folder. */
export async function generate(name: string, folder: string): Promise<void> {
  process.stdout.write(`${name} … `);
  const started = performance.now();
  const args = ['-B', '-W', 'ignore', '-m', 'generate.main', name, join(folder, `${name}.json`)];
  const child = spawn(frameworksPython, args, {
    cwd: join(root, 'test/conformance'),
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += String(text)));
  const [code, signal] = (await once(child, 'close').catch((error: Error) => {
    throw new LackingError(`conformance: ${frameworksPython} did not start: ${error.message}`);
  })) as [number | null, NodeJS.Signals | null];
  if (signal === 'SIGINT' || code === exitCodes.interrupted) process.exit(exitCodes.interrupted);
  if (code !== 0) {
    const remedy = errors.includes('ModuleNotFoundError')
      ? '\nA framework is missing: npm run frameworks installs all.'
      : '';
    throw new (remedy ? LackingError : Error)(`conformance: ${name} failed:\n${errors.trim()}${remedy}`);
  }
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
}
