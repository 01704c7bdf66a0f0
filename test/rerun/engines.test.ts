import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths';
import { notebookText } from '../support/notebook';
import { lives, until } from '../support/processes';

// What an engine that starts reruns relies on.

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab engines '));
after(() => rmSync(folder, { recursive: true, force: true }));
const command = ['--require', 'ts-node/register/transpile-only', join(root, 'scripts/rerun.ts')];

function write(name: string, cells: Parameters<typeof notebookText>[0]): string {
  const path = join(folder, `${name}.ipynb`);
  writeFileSync(path, notebookText(cells));
  return path;
}

describe('rerun --print-key', () => {
  const rate = (value: string) => [{ source: `let lr = ${value};`, tags: ['parameters'] }, 'lr'];
  const printed = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args, '--print-key'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };

  it('prints a key and a name a run, and runs nothing', () => {
    const paths = [write('first', rate('1')), write('second', rate('2'))];
    const out = join(folder, 'nothing');
    const lines = printed(...paths, '--out', out)
      .trimEnd()
      .split('\n');
    assert.match(lines[0], /^[0-9a-f]{64} {2}first$/);
    assert.match(lines[1], /^[0-9a-f]{64} {2}second$/);
    assert.equal(existsSync(out), false);
  });

  it('is another for other parameters or cells, the same for the same, however they are spelled', () => {
    const path = write('keyed', rate('1'));
    const key = printed(path, '--param', 'lr=0.5');
    assert.equal(printed(path, '--param', 'lr=5e-1'), key);
    assert.notEqual(printed(path, '--param', 'lr=0.25'), key);
    assert.notEqual(printed(path), key);
    write('keyed', rate('3'));
    assert.notEqual(printed(path, '--param', 'lr=0.5'), key);
  });

  it('refuses a parameter that there is not', () => {
    const args = [...command, write('keyed', rate('1')), '--param', 'rate=1', '--print-key'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /no parameter 'rate'; the notebooks chosen have lr/);
  });
});

describe('a rerun whose parent dies', () => {
  it('ends within seconds, kernel and all, and leaves nothing behind', async () => {
    const [pidFile, out] = [join(folder, 'pid'), join(folder, 'orphan')];
    const pause = 'await new Promise((done) => setTimeout(done, 60_000));';
    const path = write('orphan', [
      `require('fs').writeFileSync(${JSON.stringify(pidFile)}, process.pid + ' '); ${pause}`,
    ]);
    const parent = spawn(process.execPath, [
      '-e',
      `const child = require('child_process').spawn(process.execPath, ${JSON.stringify([...command, path, '--out', out])}, { cwd: ${JSON.stringify(root)} });
       console.log(child.pid);
       setInterval(() => {}, 1000);`,
    ]);
    let said = '';
    parent.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith(' '), 30);
    const pids = [Number(said), Number(readFileSync(pidFile, 'utf8'))];
    assert.deepEqual(pids.map(lives), [true, true]);
    parent.kill('SIGKILL');
    await until(() => !pids.some(lives), 30);
    assert.deepEqual(readdirSync(out), []);
  });
});
