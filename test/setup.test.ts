import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/lib/paths';

/** A project whose Node packages count as installed already, so that set-up goes on to Python. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab setup '));
  mkdirSync(join(folder, 'scripts'));
  mkdirSync(join(folder, 'node_modules'));
  for (const part of ['setup.mjs', 'lib'])
    cpSync(join(root, 'scripts', part), join(folder, 'scripts', part), { recursive: true });
  for (const name of ['requirements.txt', 'constraints.txt', 'package-lock.json'])
    writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'node_modules/.softmax-lab-setup'), createHash('sha256').digest('hex'));
  return folder;
}

function setUp(
  folder: string,
  env: Record<string, string>,
  ...args: string[]
): { status: number | null; said: string } {
  const run = spawnSync(process.execPath, [join(folder, 'scripts/setup.mjs'), ...args], {
    env,
    encoding: 'utf8',
  });
  return { status: run.status, said: run.stdout + run.stderr };
}

/** A command that prints a version, like the probe of a Python. */
function fakePython(folder: string, version: string): string {
  const path = join(folder, 'python3');
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('set-up', () => {
  it('says in one sentence that Python is missing, and the remedy, with exit code 3', () => {
    const { status, said } = setUp(project(), { PATH: '' });
    assert.equal(status, 3);
    assert.match(said, /^setup: softmax-lab needs Python 3\.11 or newer.*not found.*Install it/);
    assert.equal(said.trim().split('\n').length, 1);
  });

  it('says that a Python is too old, and which it tried', () => {
    const folder = project();
    const { status, said } = setUp(folder, { PATH: '', SOFTMAX_LAB_PYTHON: fakePython(folder, '3.9.2') });
    assert.equal(status, 3);
    assert.match(said, /needs Python 3\.11.*python3: 3\.9\.2/);
  });

  it('names the remedy where Python cannot make an environment, with exit code 3', () => {
    const folder = project();
    const python = fakePython(folder, '3.12.1');
    writeFileSync(python, '#!/bin/sh\n[ "$1" = -c ] && echo 3.12.1 && exit 0\nexit 1\n');
    const { status, said } = setUp(folder, { PATH: '', SOFTMAX_LAB_PYTHON: python });
    assert.equal(status, 3);
    assert.match(said, /python3-venv/);
  });

  it('takes no arguments but --help', () => {
    assert.equal(setUp(project(), {}, '--fast').status, 2);
    const help = setUp(project(), {}, '--help');
    assert.equal(help.status, 0);
    assert.match(help.said, /SOFTMAX_LAB_PYTHON/);
  });

  it('says and does nothing when nothing has changed', () => {
    assert.deepEqual(setUp(root, process.env as Record<string, string>), { status: 0, said: '' });
  });
});
