import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tsNode } from '../lib/node-tests';
import { runProcess } from '../lib/run-process';
import { codeCells, findNotebooks, readNotebook, type Notebook } from '../rerun/notebook';
import { claimsOf } from '../rerun/outputs';
import { environmentOf } from './overlay';

/** A mutant may loop; the machine may be busy. */
const LIMIT_MS = 900_000;

interface Summary {
  notebooks: { failure: string | null; claims: { text: string; holds: boolean }[] }[];
}

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

/** The claims that fall in the copy when the notebook is run up to one of them; a cell that fails is told as one. */
export async function fallenClaims(overlay: string, number: string, last: string): Promise<string[]> {
  const [path] = findNotebooks([number]);
  const notebook = join(overlay, 'notebooks', basename(path));
  writeFileSync(notebook, JSON.stringify(upTo(last, readNotebook(path))));
  const out = join(overlay, 'build/notebooks');
  const { code, output } = await run(overlay, [...tsNode, 'scripts/rerun.ts', notebook, '--out', out]);
  if (code !== 0 && code !== 1) throw new Error(`the rerun of ${number} ended with ${code}: ${output}`);
  const { notebooks } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
  return notebooks.flatMap(({ failure, claims }) => [
    ...claims.filter(({ holds }) => !holds).map(({ text }) => text),
    ...(failure === null ? [] : [failure]),
  ]);
}

/** The notebook without outputs, and without what comes after the claim's cell. */
function upTo(claim: string, notebook: Notebook): Notebook {
  const cell = claimsOf(notebook).find(({ text }) => text === claim)?.cell ?? Infinity;
  const last = codeCells(notebook)[cell - 1];
  const cells =
    last === undefined ? notebook.cells : notebook.cells.slice(0, notebook.cells.indexOf(last) + 1);
  return {
    ...notebook,
    cells: cells.map((one) =>
      one.cell_type === 'code' ? { ...one, outputs: [], execution_count: null } : one,
    ),
  };
}

async function run(
  overlay: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const log = join(overlay, 'build/output.log');
  const file = openSync(log, 'w');
  const code = await runProcess(process.execPath, args, {
    cwd: overlay,
    env: environmentOf(overlay),
    stdio: ['ignore', file, file],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  closeSync(file);
  return { code, output: readFileSync(log, 'utf8') };
}
