import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FuzzOptions } from '../../test/native/run';
import { LackingError } from '../lib/command';
import { releasePython, root } from '../lib/paths';
import { hostPlatform, type Platform } from './platforms';

/** What a check found: something to be told, or what is wrong. */
export interface Finding {
  readonly text: string;
  readonly holds: boolean;
}

const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1';
/** Of each backend that the processor has, on one and on two threads. */
const FUZZ_CASES = 2000;

/** The compiler for a platform. */
export const zig = [releasePython, '-m', 'ziglang', 'cc'] as const;

/** By its file: format, processor, what it exports and needs. */
export function examined(folders: ReadonlyMap<Platform, string>): Map<Platform, Finding> {
  const platforms = Object.fromEntries(
    [...folders].map(([{ name }, folder]) => [name, join(folder, 'kernels.node')]),
  );
  const { status, stdout, stderr } = spawnSync(releasePython, [join(__dirname, 'examine.py')], {
    input: JSON.stringify({ platforms, symbols: nodeApi() }),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`release: examine.py ended with exit code ${status}:\n${stderr}`);
  const found = JSON.parse(stdout) as Record<string, { is: string; problems: string[] }>;
  return new Map(
    [...folders.keys()].map((platform) => {
      const { is, problems } = found[platform.name];
      return [platform, { holds: problems.length === 0, text: [is, ...problems].filter(Boolean).join('; ') }];
    }),
  );
}

/** By what it does, where it can be loaded here. */
export function loaded(platform: Platform, folder: string, build: string): Finding {
  if (platform === hostPlatform()) return fuzzed(folder);
  if (platform.libc === 'musl' && process.platform === 'linux') return loadedByMusl(folder, build);
  return { holds: true, text: `not loaded: this is ${process.platform}` };
}

/** Its bytes are compared with WebAssembly's. */
function fuzzed(folder: string): Finding {
  const addOn = { exports: {} as { backends: FuzzOptions['backend'][] } };
  process.dlopen(addOn, join(folder, 'kernels.node'));
  const { backends } = addOn.exports;
  const script = ['--require', 'ts-node/register/transpile-only', join(root, 'test/native/run.ts')];
  for (const backend of backends) {
    const options: FuzzOptions = { families: [], cases: FUZZ_CASES, seed: 1, backend, threads: [1, 2] };
    const env = { ...process.env, SOFTMAX_LAB_NATIVE: folder };
    const { status, stdout, stderr } = spawnSync(process.execPath, [...script, JSON.stringify(options)], {
      cwd: root,
      encoding: 'utf8',
      env,
    });
    if (status !== 0)
      return { holds: false, text: `differs from WebAssembly on ${backend}:\n${stdout}${stderr}` };
  }
  if (backends.length === 0) return { holds: true, text: 'loaded; not run: this processor has no AVX2' };
  return { holds: true, text: `${FUZZ_CASES} cases the same on ${backends.join(' and ')}` };
}

/** Its loader finds all that it needs, and it begins. */
function loadedByMusl(folder: string, build: string): Finding {
  if (!existsSync(MUSL_LOADER)) {
    return { holds: true, text: `not loaded: there is no ${MUSL_LOADER} (Debian's package musl)` };
  }
  const program = join(build, 'load');
  const standIns = nodeApi().filter((name) => name !== 'napi_create_string_utf8');
  const compilation = [
    ...['-target', 'x86_64-linux-musl', '-dynamic', '-rdynamic', '-O2', '-Wall', '-Wextra'],
    `-DSTAND_INS=${standIns.map((name) => `STAND_IN(${name})`).join(' ')}`,
    ...[join(__dirname, 'load.c'), '-o', program],
  ];
  const [command, ...args] = zig;
  const compiled = spawnSync(command, [...args, ...compilation], { encoding: 'utf8' });
  if (compiled.status !== 0) throw new Error(`release: load.c does not compile:\n${compiled.stderr}`);
  const { status, stdout, stderr } = spawnSync(program, [join(folder, 'kernels.node')], { encoding: 'utf8' });
  if (status !== 0) return { holds: false, text: `musl does not load it: ${stderr.trim()}` };
  const [, ...backends] = stdout.trim().split('\n');
  return {
    holds: true,
    text: `loaded by musl, has ${backends.join(' and ') || 'nothing for this processor'}`,
  };
}

/** Node-API's functions, of the version that addon.c asks for. */
function nodeApi(): string[] {
  const { symbols } = createRequire(__filename)('node-api-headers') as {
    symbols: Record<'v8', { js_native_api_symbols: string[]; node_api_symbols: string[] }>;
  };
  return [...symbols.v8.js_native_api_symbols, ...symbols.v8.node_api_symbols];
}

/**
 * The library of Node's functions that Windows' linker asks for.
 * @throws {@link LackingError}
 */
export function makeNodeLibrary(path: string): void {
  const { def_paths } = createRequire(__filename)('node-api-headers') as {
    def_paths: { node_api_def: string };
  };
  const args = ['-m', 'ziglang', 'dlltool', '-m', 'i386:x86-64', '-D', 'node.exe'];
  const files = ['-d', def_paths.node_api_def, '-l', path];
  const { status, stderr } = spawnSync(releasePython, [...args, ...files], { encoding: 'utf8' });
  if (status !== 0)
    throw new LackingError(`release: zig's dlltool ended with exit code ${status}: ${stderr}`);
}
