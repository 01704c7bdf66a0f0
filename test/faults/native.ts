import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasNative, NATIVE_BACKENDS, variant } from '../../scripts/lib/native-backends';
import { build, root } from '../../scripts/lib/paths';
import { buildProject } from '../support/build-project';
import type { Fault } from './fault';

const folder = fs.mkdtempSync(join(tmpdir(), 'softmax-lab native '));
const project = buildProject();
process.on('exit', () => {
  for (const path of [folder, project]) fs.rmSync(path, { recursive: true, force: true });
});
const addOn = join(folder, 'kernels.node');
const manifest = join(folder, 'package.json');

/** Doubles a hundred thousand numbers on three threads, and says what on and whether they are right. */
const PROGRAM = `
  const { wasm } = require(${JSON.stringify(join(root, 'dist'))});
  const inside = require(${JSON.stringify(join(root, 'dist/modules.js'))});
  const { parallel } = inside('wasm/parallel');
  const { kernelModule } = inside('wasm/module');
  const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const x = Float32Array.from({ length: 300001 }, (_, i) => i % 1000);
  const isRight = () => {
    const y = wasm.float32Array(x.length);
    wasm.scale(x, 2, y);
    return y.every((v, i) => v === 2 * (i % 1000)) ? 'right' : 'WRONG';
  };
  wasm.setThreads(3);
`;

/** What a program sees, with the warnings that it gets. */
function seen(body: string, env: NodeJS.ProcessEnv = {}): string {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM + body], {
    env: { ...process.env, SOFTMAX_LAB_NATIVE: folder, ...env },
    encoding: 'utf8',
  });
  const warnings = stderr.split('\n').filter((line) => /softmax-lab:|Error:/.test(line));
  const said = [...new Set(warnings)].map((line) => line.replaceAll(folder, '…').trim());
  return `${signal ?? status}: ${stdout.trim()}${said.length > 0 ? ` (${said.join('; ')})` : ''}`;
}

/** Uses the kernels at once, and again when the threads have had some milliseconds to start. */
const use = (ms: number): string => `console.log(wasm.backend(), isRight(), (wait(${ms}), isRight()));`;
const USE = use(100);

/** A copy of set-up's add-on, and its manifest made to tell of what it is after a change. */
function copy(change: () => void = () => {}): void {
  fs.cpSync(join(build, 'native'), folder, { recursive: true });
  change();
}

/** The manifest names what is there. */
function vouch(): void {
  const text = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { softmaxLab: { sha256: string } };
  text.softmaxLab.sha256 = createHash('sha256').update(fs.readFileSync(addOn)).digest('hex');
  fs.writeFileSync(manifest, JSON.stringify(text));
}

const stamp = (): string =>
  (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { softmaxLab: { stamp: string } }).softmaxLab.stamp;

function loading(fault: string, change: () => void, reason: RegExp, env?: NodeJS.ProcessEnv): Fault {
  return {
    fault: `a native add-on ${fault}`,
    inject() {
      copy(change);
      return seen(USE, env);
    },
    expected: new RegExp(
      `^0: wasm right right \\(softmax-lab: the native kernels can't be used: …: ${reason.source}\\. ` +
        'The kernels run on WebAssembly: the same numbers, slower\\.\\)$',
    ),
  };
}

const loadings: Fault[] = [
  loading('cut off', () => fs.truncateSync(addOn, 9000), /kernels\.node is damaged/),
  loading('emptied', () => fs.writeFileSync(addOn, ''), /kernels\.node is damaged/),
  loading('that is not there', () => fs.rmSync(addOn), /ENOENT.*/),
  loading(
    'that is a text, for which its manifest vouches',
    () => (fs.writeFileSync(addOn, 'no add-on'), vouch()),
    /.*(too short|invalid ELF header|not a mach-o|not a valid).*/,
  ),
  loading(
    'made from other sources, as its manifest says',
    () => fs.writeFileSync(manifest, fs.readFileSync(manifest, 'utf8').replace(stamp(), 'f'.repeat(32))),
    /it was made from other sources/,
  ),
  loading(
    'made from other sources, of which its manifest says nothing',
    () => {
      const bytes = fs.readFileSync(addOn);
      bytes.fill('f', bytes.indexOf(stamp()), bytes.indexOf(stamp()) + 32);
      fs.writeFileSync(addOn, bytes);
      vouch();
    },
    /it was made from other sources/,
  ),
  loading('without a manifest', () => fs.rmSync(manifest), /ENOENT.*/),
  loading('with a manifest that is no JSON', () => fs.writeFileSync(manifest, 'none'), /.*not valid JSON/),
  loading(
    'with a manifest of another package',
    () => fs.writeFileSync(manifest, '{}'),
    /it was made from other sources/,
  ),
];

const running: Fault[] = [
  {
    fault: 'a processor without AVX2',
    inject: async () => seen(USE, { SOFTMAX_LAB_NATIVE: await variant('old') }),
    expected: '0: wasm right right',
    limit: 180, // it is compiled
  },
  ...NATIVE_BACKENDS.map((backend) => ({
    fault: `SOFTMAX_LAB_BACKEND=${backend} on a processor without it`,
    inject: async () => seen(USE, { SOFTMAX_LAB_NATIVE: await variant('old'), SOFTMAX_LAB_BACKEND: backend }),
    expected: new RegExp(
      `^1: {2}\\(KernelError: SOFTMAX_LAB_BACKEND: there is no ${backend} here: this processor has no AVX[-0-9]+\\)$`,
    ),
    limit: 180,
  })),
  {
    fault: 'SOFTMAX_LAB_BACKEND=sse2',
    inject: () => seen(USE, { SOFTMAX_LAB_BACKEND: 'sse2' }),
    expected:
      /^1: {2}\(OptionError: wasm: SOFTMAX_LAB_BACKEND should be one of avx512, avx2, wasm, javascript, got 'sse2'\)$/,
  },
  {
    fault: 'a native add-on that is gone when threads want it',
    inject() {
      copy();
      const gone = `const b = wasm.backend(); require('node:fs').rmSync(${JSON.stringify(addOn)});`;
      return seen(`${gone} console.log(b, isRight(), (wait(200), isRight()));`);
    },
    expected: /^0: avx\w+ right right( \(softmax-lab: a thread runs on WebAssembly, slower: .*\))?$/,
  },
  ...[
    ['can not load', "path: 'nowhere.node'", '.*nowhere.node.*'],
    ['find to be of other sources', "stamp: 'other'", '.* was made anew meanwhile'],
  ].map(([fault, change, reason]) => ({
    fault: `a native add-on that other threads ${fault}`,
    inject() {
      copy();
      return seen(`Object.assign(kernelModule().native, { ${change} }); ${use(3000)}`); // they must say it, however busy the machine is
    },
    expected: new RegExp(
      `^0: avx\\w+ right right \\(softmax-lab: a thread runs on WebAssembly, slower: Error: ${reason}\\)$`,
    ),
  })),
  ...[1, 3].map((threads) => ({
    fault: `a native kernel that goes outside the memory, ${threads === 1 ? 'alone' : 'on threads'}`,
    inject() {
      copy();
      return seen(`wasm.setThreads(${threads}); isRight(); wait(100);
        let said; try { parallel('scale', 100000, 1000, 4294900000, 2, 4294900000); said = 'WENT ON'; } catch (error) { said = error.message; }
        console.log(said + ',', isRight(), (wait(100), isRight()));`);
    },
    expected: /^0: scale: (a worker thread failed: Error: scale: )?memory access out of bounds, right right$/,
  })),
  {
    fault: 'a WebAssembly kernel that goes outside the memory, beside native ones',
    inject() {
      copy();
      return seen(`const was = wasm.backend(); wasm.setBackend('wasm');
        let said; try { parallel('scale', 100000, 100000, 4294900000, 2, 4294900000); said = 'WENT ON'; } catch (error) { said = error.message; }
        console.log(said + ',', isRight(), (wasm.setBackend(was), isRight()));`);
    },
    expected: '0: memory access out of bounds, right right',
  },
  {
    fault: 'a segmentation fault elsewhere, with native kernels loaded',
    inject: () => (
      copy(),
      seen("isRight(); process.kill(process.pid, 'SIGSEGV'); wait(1000); console.log('WENT ON');")
    ),
    expected: 'SIGSEGV: ',
  },
];

const native = join(project, 'build/native');

/** The project with one kernel: a compilation takes a second. */
function oneKernel(): void {
  fs.rmSync(native, { recursive: true, force: true });
  fs.cpSync(join(root, 'src/native'), join(project, 'src/native'), {
    recursive: true,
    filter: (path) => !path.endsWith('.c') || /(addon|elementwise)\.c$/.test(path),
  });
  fs.mkdirSync(join(project, 'src/wasm'), { recursive: true });
  fs.writeFileSync(join(project, 'src/native/kernels.h'), '#define KERNELS(X) X(scale)\n');
}

async function buildOnce(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, [join(project, 'scripts/build.mjs')], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return `${status}: ${said.trim().replaceAll(project, '…')}`;
}

const left = (): string => fs.readdirSync(native).sort().join(' ');

/** A compiler that fails from its third call on. */
function failingCompiler(): string {
  const path = join(project, 'failing cc');
  fs.writeFileSync(
    path,
    `#!/bin/sh\necho x >> "${join(project, 'calls')}"\n` +
      `if [ $(wc -l < "${join(project, 'calls')}") -gt 2 ]; then echo 'some.c:1: error: it is not my day' >&2; exit 1; fi\nexec cc "$@"\n`,
    { mode: 0o755 },
  );
  fs.rmSync(join(project, 'calls'), { force: true });
  return path;
}

const builds: Fault[] = [
  {
    fault: 'no C compiler at set-up; then the same once more',
    async inject() {
      oneKernel();
      const [first, second] = [await buildOnce({ CC: 'no-such-cc' }), await buildOnce({ CC: 'no-such-cc' })];
      return `${first} | ${second} | ${left()}`;
    },
    expected:
      /^0: [^|]*They stay on WebAssembly: there is no C compiler 'no-such-cc'\. With a C [^|]* \| 0: {2}\| refused$/,
  },
  {
    fault: 'a C compiler that fails half-way; then one that works, after build/native is removed',
    async inject() {
      oneKernel();
      const first = await buildOnce({ CC: failingCompiler() });
      const was = left();
      fs.rmSync(native, { recursive: true });
      await buildOnce();
      return `${first} | ${was} | ${left()}`;
    },
    expected: /^0: [^|]*error: it is not my day[^|]* \| refused \| kernels\.node package\.json$/,
  },
  {
    fault: 'two set-ups that compile at once',
    async inject() {
      oneKernel();
      const said = await Promise.all([buildOnce(), buildOnce()]);
      const times = said.filter((text) => text.includes('Compiling the native kernels')).length;
      return `${times} compiled, ${left()}, left in build/: ${fs.readdirSync(join(project, 'build')).join(' ')}`;
    },
    expected: '1 compiled, kernels.node package.json, left in build/: native',
  },
  {
    fault: 'a native add-on that is damaged when set-up looks at it',
    async inject() {
      oneKernel();
      await buildOnce();
      const whole = fs.readFileSync(join(native, 'kernels.node'));
      fs.truncateSync(join(native, 'kernels.node'), 5000);
      const said = await buildOnce();
      return `${said.includes('Compiling') ? 'compiled anew' : said}, ${whole.equals(fs.readFileSync(join(native, 'kernels.node'))) ? 'as it was' : 'something else'}`;
    },
    expected: 'compiled anew, as it was',
  },
  {
    fault: 'what a killed compilation left behind',
    async inject() {
      oneKernel();
      fs.mkdirSync(join(project, 'build/native-123'), { recursive: true });
      await buildOnce();
      return fs.readdirSync(join(project, 'build')).join(' ');
    },
    expected: 'native',
  },
];

/** None where there is no native add-on to injure. */
export const faults: Fault[] = hasNative() ? [...loadings, ...running, ...builds] : [];
