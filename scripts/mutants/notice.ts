import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tsNode } from '../lib/node-tests';
import { runProcess } from '../lib/run-process';
import { fetchData } from '../rerun/fetch-data';
import { findNotebooks, readNotebook } from '../rerun/notebook';
import { programOf } from './program';

/** A mutant may loop; the machine may be busy. */
const LIMIT_MS = 900_000;

/** The names of the tests of these files that fail in the copy. */
export async function failingTests(overlay: string, files: readonly string[]): Promise<string[]> {
  const all = join(overlay, 'build/tests.cjs');
  writeFileSync(all, files.map((file) => `require(${JSON.stringify(join(overlay, file))});\n`).join(''));
  const { code, output } = await run(overlay, [...tsNode, '--test-reporter=tap', all]);
  const failed = Array.from(output.matchAll(/^ *not ok \d+ - (.*)$/gm), ([, name]) =>
    name.replace(/\\(.)/g, '$1'),
  );
  // Without a name: it died.
  return code === 0 || failed.length > 0
    ? failed
    : [`${files.join()} ended with ${code}: ${output.slice(-500)}`];
}

/** The claims that fall in the copy until the one that is named; an error of a cell is told among them. */
export async function fallenClaims(overlay: string, number: string, claim: string): Promise<string[]> {
  const [path] = findNotebooks([number]);
  await fetchData([path]);
  const [program, told] = [join(overlay, 'notebooks/program.cjs'), join(overlay, 'build/fallen.json')];
  rmSync(told, { force: true });
  writeFileSync(program, programOf(readNotebook(path), claim, told));
  const { code, output } = await run(overlay, [program], 'notebooks');
  if (!existsSync(told)) return [`the notebook ended with ${code}: ${output.slice(-500)}`];
  return JSON.parse(readFileSync(told, 'utf8')) as string[];
}

async function run(
  overlay: string,
  args: readonly string[],
  folder = '.',
): Promise<{ code: number | null; output: string }> {
  const log = join(overlay, 'build/output.log');
  const file = openSync(log, 'w');
  const code = await runProcess(process.execPath, args, {
    cwd: join(overlay, folder),
    // Of the kernels WebAssembly's alone are compiled anew.
    env: { ...process.env, SOFTMAX_LAB_BACKEND: 'wasm' },
    stdio: ['ignore', file, file],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  closeSync(file);
  return { code, output: readFileSync(log, 'utf8') };
}
