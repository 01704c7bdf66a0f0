import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { root } from '../../scripts/lib/paths';
import { codeCells, findNotebooks, formatJson, readNotebook, textOf } from '../../scripts/rerun/notebook';
import { CIFAR10 } from '../../src/datasets/registry';
import { unlessCached } from '../support/cached';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab notebook 15 '));
after(() => rmSync(folder, { recursive: true }));
const checkpoint = join(folder, 'kept.safetensors');

/** Loaded by every Node.js of a run. No timing: the kernel dies in the very write of its second checkpoint. */
const watch = join(folder, 'watch.cjs');
writeFileSync(
  watch,
  `const fs = require('node:fs');
   const { renameSync } = fs;
   fs.renameSync = (from, to) => {
     if (to.endsWith('kept.safetensors')) {
       if (process.env.KILL && fs.existsSync(to)) process.kill(process.pid, 'SIGKILL');
       fs.appendFileSync(process.env.EPOCHS, '.');
     }
     renameSync(from, to);
   };`,
);

/** The notebook as far as the cell that trains and tells the weights' fingerprint. */
const training = join(folder, 'training.ipynb');
const notebook = readNotebook(findNotebooks(['15'])[0]);
const last = notebook.cells.findIndex(({ source }) => textOf(source).includes('train.fingerprint(model)'));
writeFileSync(training, formatJson({ ...notebook, cells: notebook.cells.slice(0, last + 1) }));

/** Runs it for three epochs; how many it saved, what was said, and the fingerprint. */
async function run(name: string, file: string, env: Record<string, string> = {}) {
  const [out, epochs] = [join(folder, name), join(folder, `${name}.epochs`)];
  writeFileSync(epochs, '');
  const rerun = ['--require', 'ts-node/register/transpile-only', 'scripts/rerun.ts', training, '--out', out];
  const given = ['pictures=512', 'epochs=3', `checkpoint=${file}`].flatMap((each) => ['--param', each]);
  const child = spawn(process.execPath, [...rerun, ...given], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(watch)}`,
      EPOCHS: epochs,
      ...env,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  const [cell] = codeCells(readNotebook(join(out, 'training.ipynb'))).slice(-1);
  const result = cell.outputs?.find(({ output_type }) => output_type === 'execute_result');
  const fingerprint = textOf(result?.data?.['text/plain'] as string | undefined);
  return { status, said, fingerprint, saved: readFileSync(epochs, 'utf8').length };
}

it(
  'notebook 15, killed in its training and run again, ends with the same weights',
  { skip: unlessCached(CIFAR10) },
  async () => {
    const [whole, killed] = await Promise.all([
      run('whole', join(folder, 'whole-kept.safetensors')),
      run('killed', checkpoint, { KILL: 'yes' }),
    ]);
    assert.deepEqual([whole.status, whole.saved], [0, 3], whole.said);
    assert.match(whole.fingerprint, /^'?[0-9a-f]{8,}'?$/);
    assert.deepEqual([killed.status, killed.saved, killed.fingerprint], [1, 1, ''], killed.said);
    assert.match(killed.said, /the kernel died/);
    assert.ok(existsSync(checkpoint));

    const resumed = await run('resumed', checkpoint);
    assert.deepEqual([resumed.status, resumed.saved], [0, 2], resumed.said);
    assert.equal(resumed.fingerprint, whole.fingerprint);
  },
);
