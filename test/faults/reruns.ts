import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/lib/paths';
import { readNotebook } from '../../scripts/rerun/notebook';
import { notebookText } from '../support/notebook';
import type { Fault } from './fault';
import { lives } from '../support/processes';

const folder = fs.mkdtempSync(join(tmpdir(), 'softmax-lab-faults-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  fs.writeFileSync(path, text);
  return path;
}

function rerun(...args: string[]): { status: number | null; said: string } {
  const program = ['--require', 'ts-node/register/transpile-only', join(root, 'scripts/rerun.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: root, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

export const faults: Fault[] = [
  {
    fault: 'rerun --update of a notebook that edits itself',
    inject: () => {
      const path = join(folder, 'edits.ipynb');
      const edit = `const fs = require('fs'); fs.writeFileSync(${JSON.stringify(path)}, fs.readFileSync(${JSON.stringify(path)}, 'utf8').replace('1 + 1', '1 + 3')); 1`;
      fs.writeFileSync(path, notebookText(['1 + 1', edit]));
      const { status, said } = rerun(path, '--update', '--out', join(folder, 'out'));
      return `exit ${status}, ${/was not updated: .*/.exec(said)?.[0]}; outputs in the file: ${readNotebook(path).cells.flatMap((cell) => cell.outputs ?? []).length}`; // prettier-ignore
    },
    expected: 'exit 1, was not updated: its code was edited while it ran; outputs in the file: 0',
  },
  {
    fault: 'rerun --param of a notebook of nbformat 4.4, with an integer beyond 2⁵³ in its metadata',
    inject: () => {
      const old = notebookText([{ source: 'let lr = 1;', tags: ['parameters'] }, 'lr'], {
        nbformat_minor: 4,
      });
      const path = write(
        'old.ipynb',
        old.replace('"metadata": {', '"metadata": {"big": 12345678901234567890,'),
      );
      const { status } = rerun(path, '--param', 'lr=2', '--out', join(folder, 'out'));
      const text = fs.readFileSync(join(folder, 'out/old.ipynb'), 'utf8');
      return `exit ${status}, ${['12345678901234567890', '"2"'].every((part) => text.includes(part)) ? 'both kept' : text}, ${text.includes('"id"') ? 'ids' : 'no id'}`;
    },
    expected: 'exit 0, both kept, no id',
  },
  {
    fault: 'SIGTERM while a cell of a rerun is in a busy loop',
    inject: async () => {
      const pid = join(folder, 'pid');
      const path = write('busy.ipynb', notebookText([`require('fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid))`, 'for (;;) {}'])); // prettier-ignore
      const program = [
        '--require',
        'ts-node/register/transpile-only',
        'scripts/rerun.ts',
        path,
        '--out',
        join(folder, 'busy'),
      ];
      const child = spawn(process.execPath, program, { cwd: root, stdio: 'ignore' });
      while (!fs.existsSync(pid) || fs.readFileSync(pid, 'utf8') === '') await sleep(100);
      child.kill('SIGTERM');
      const [code] = (await once(child, 'close')) as [number];
      await sleep(100);
      return `exit ${code}, kernel ${lives(Number(fs.readFileSync(pid, 'utf8'))) ? 'alive' : 'gone'}, left: ${fs.readdirSync(join(folder, 'busy')).join()}`; // prettier-ignore
    },
    expected: 'exit 143, kernel gone, left: ',
  },
];
