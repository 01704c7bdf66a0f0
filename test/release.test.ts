import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { npm } from '../scripts/lib/npm';
import { releasePython, root } from '../scripts/lib/paths';
import { examined, makeNodeLibrary } from '../scripts/release/checks';
import { layOut, pack, packageName, packLibrary } from '../scripts/release/packages';
import { hostPlatform, PLATFORMS, type Platform } from '../scripts/release/platforms';
import { freshClone } from './consumer/project';

const project = mkdtempSync(join(tmpdir(), 'softmax-lab release '));
const library = join(project, 'node_modules/softmax-lab');
const clone = freshClone();

/** Of a program that calls kernels on two threads: its backend, a fingerprint of what it computed, its warnings. */
interface Said {
  backend: string;
  numbers: string;
  warnings: string[];
}

const PROGRAM = `
  wasm.setThreads(2);
  const x = rng(1).normals([300_000], { dtype: 'float32' }).data, y = wasm.float32Array(x.length);
  const numbers = createHash('sha256');
  for (const factor of [1 / 3, -7]) {
    wasm.scale(x, factor, y);
    numbers.update(y);
  }
  const [a, b] = [rng(2).normals([70, 90], { dtype: 'float32' }), rng(3).normals([90, 50], { dtype: 'float32' })];
  numbers.update(nn.matmul(a, b).data);
  console.log(JSON.stringify({ backend: wasm.backend(), numbers: numbers.digest('hex') }));`;
const REQUIRED = `const { wasm, nn, rng } = require('softmax-lab'); const { createHash } = require('node:crypto'); ${PROGRAM}`;
const IMPORTED = `import { wasm, nn, rng } from 'softmax-lab'; import { createHash } from 'node:crypto'; ${PROGRAM}`;

function say(backend = '', code: string[] = ['--eval', REQUIRED]): Said {
  const env = { ...process.env, SOFTMAX_LAB_BACKEND: backend, SOFTMAX_LAB_NATIVE: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, code, {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const warnings = stderr.split('\n').filter((line) => line !== '');
  return { ...(JSON.parse(stdout) as Omit<Said, 'warnings'>), warnings };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function manifestOf(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
}

const host = hostPlatform();
let packed: string;

before(async () => {
  // What is built already need not be built again.
  for (const built of ['dist', 'build/native']) {
    rmSync(join(clone, built), { recursive: true, force: true });
    if (existsSync(join(root, built))) cpSync(join(root, built), join(clone, built), { recursive: true });
  }
  packed = await packLibrary(clone, project);
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }');
  await npm(project, 'install', packed, '--ignore-scripts', '--offline');
});
after(() => {
  for (const folder of [project, clone]) rmSync(folder, { recursive: true });
});

describe('the library as it is released', () => {
  it('names the native packages of its own version, which nothing else does', () => {
    const { optionalDependencies, version } = manifestOf(library);
    const names = PLATFORMS.map(packageName);
    assert.deepEqual(optionalDependencies, Object.fromEntries(names.map((name) => [name, version])));
    for (const folder of [root, clone]) assert.ok(!('optionalDependencies' in manifestOf(folder)), folder);
  });

  it('has none of the native code itself, and all of dist/', () => {
    assert.deepEqual(readdirSync(library).sort(), ['LICENSE', 'README.md', 'data', 'dist', 'package.json']);
    const files = (folder: string): string[] =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name !== '.stamp' && statSync(join(folder, name)).isFile())
        .map((name) => `${name} ${sha256(readFileSync(join(folder, name)))}`)
        .sort();
    assert.deepEqual(files(join(library, 'dist')), files(join(clone, 'dist')));
  });

  it('runs without a native package, and says nothing of it', () => {
    const { backend, warnings } = say();
    assert.deepEqual([backend, warnings], ['wasm', []]);
  });
});

describe(
  'a native package',
  { skip: !host && `there is none for ${process.platform} ${process.arch}` },
  () => {
    const installed = (name = (host as Platform).name): string =>
      join(project, 'node_modules/@softmax-lab', `native-${name}`);
    const whole = join(project, 'whole');
    let numbers: string;

    before(async () => {
      const folder = join(project, 'laid out');
      // Unoptimized, for it takes less time; how large it becomes is looked at by npm run release.
      await layOut(host as Platform, folder, { compiler: [process.env.CC ?? 'cc'], flags: ['-O0'] });
      const file = await pack(folder, project);
      await npm(project, 'install', packed, file, '--ignore-scripts', '--offline');
      cpSync(installed(), whole, { recursive: true });
      ({ numbers } = say('wasm'));
    });

    /** What the program says with packages of these names, each changed in a way. */
    function sayWith(packages: Record<string, (folder: string) => void>): Said {
      rmSync(join(project, 'node_modules/@softmax-lab'), { recursive: true, force: true });
      for (const [name, change] of Object.entries(packages)) {
        cpSync(whole, installed(name), { recursive: true });
        change(installed(name));
      }
      return say();
    }
    const same = (): void => undefined;
    const { name = '' } = host ?? {};

    it('has its add-on, and what npm needs to choose it', () => {
      assert.deepEqual(readdirSync(whole).sort(), ['LICENSE', 'README.md', 'kernels.node', 'package.json']);
      const { version, os, cpu, libc, scripts, softmaxLab, ...rest } = manifestOf(whole);
      assert.deepEqual([version, os, cpu], [manifestOf(root).version, [process.platform], ['x64']]);
      assert.deepEqual(libc, host?.libc && [host.libc]);
      assert.equal(scripts, undefined);
      assert.deepEqual(Object.keys(softmaxLab as object), ['stamp', 'sha256']);
      for (const key of ['license', 'description', 'repository', 'engines', 'main'])
        assert.ok(key in rest, key);
    });

    it('is used, required and imported: the same numbers', () => {
      const required = sayWith({ [name]: same });
      assert.match(required.backend, /^avx/, 'a processor with AVX2 is needed');
      assert.deepEqual({ ...required, backend: '' }, { backend: '', numbers, warnings: [] });
      assert.deepEqual(say('', ['--input-type=module', '--eval', IMPORTED]), required);
    });

    it('is not missed where it is not', () => {
      assert.deepEqual(sayWith({}), { backend: 'wasm', numbers, warnings: [] });
    });

    const damages: Record<string, [RegExp, (folder: string) => void]> = {
      'of other sources': [
        /other sources/,
        (folder) => {
          const manifest = manifestOf(folder) as { softmaxLab: { stamp: string } };
          manifest.softmaxLab.stamp = manifest.softmaxLab.stamp.replace(/./g, '0');
          writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
        },
      ],
      'with one bit changed': [
        /kernels\.node is damaged/,
        (folder) => {
          const bytes = readFileSync(join(folder, 'kernels.node'));
          bytes[bytes.length >> 1] ^= 1;
          writeFileSync(join(folder, 'kernels.node'), bytes);
        },
      ],
      'without its add-on': [/ENOENT/, (folder) => rmSync(join(folder, 'kernels.node'))],
    };
    for (const [what, [says, change]] of Object.entries(damages)) {
      it(`${what} is not used: one warning, the same numbers`, () => {
        const { warnings, ...said } = sayWith({ [name]: change });
        assert.deepEqual(said, { backend: 'wasm', numbers });
        assert.equal(warnings.length, 1, warnings.join('\n'));
        assert.match(warnings[0], says);
        assert.match(warnings[0], /^softmax-lab: .*the same numbers, slower\.$/);
      });
    }

    it(
      'may be beside the one of the other C library, whichever is looked for first',
      { skip: !host?.libc },
      () => {
        const [gnu, musl] = PLATFORMS.filter(({ libc }) => libc).map((platform) => platform.name);
        // To the loader the other's is a file that it can't load, if a whole one.
        const foreign = (folder: string): void => {
          const manifest = manifestOf(folder) as { softmaxLab: { sha256: string } };
          const bytes = Buffer.from('of another C library');
          manifest.softmaxLab.sha256 = createHash('sha256').update(bytes).digest('hex');
          writeFileSync(join(folder, 'kernels.node'), bytes);
          writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
        };
        for (const [own, other] of [
          [gnu, musl],
          [musl, gnu],
        ]) {
          const { backend, ...said } = sayWith({ [own]: same, [other]: foreign });
          assert.match(backend, /^avx/, own);
          assert.deepEqual(said, { numbers, warnings: [] });
        }
      },
    );

    const skip = !existsSync(releasePython) && 'npm run release has not installed its tools';
    it('is told by its file from that of another platform', { skip }, () => {
      const found = examined(new Map(PLATFORMS.map((platform) => [platform, whole])));
      for (const [platform, { holds, text }] of found) {
        if (platform !== host) assert.ok(!holds, `${platform.name}: ${text}`);
      }
      assert.match(found.get(host as Platform)?.text ?? '', /x86-64/);
      makeNodeLibrary(join(project, 'node.lib'));
      assert.ok(statSync(join(project, 'node.lib')).size > 1e4);
    });
  },
);
