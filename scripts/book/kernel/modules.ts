import type { Surroundings } from '../messages';
import { LIBRARY, CACHE, nodeFiles } from './files';

/** Something that a page has not. */
export class ElsewhereError extends Error {
  override name = 'ElsewhereError';
}

/** Packages that are scripts of their own, fetched when a cell imports them. Each sets `book.packages[name]`. */
const ON_DEMAND: Record<string, string> = {
  'danfojs-node': 'assets/danfo.js',
  '@tensorflow/tfjs-node': 'assets/tensorflow.js',
  'decimal.js': 'assets/decimal.js',
  typescript: 'assets/compiler.js',
};

interface Book {
  packages: Record<string, unknown>;
}

/** Modules by name, as cells and the library ask for them. */
export type Require = (name: string) => unknown;

export function createRequire(surroundings: Surroundings): Require {
  const scope = globalThis as unknown as { book?: Book };
  const packages = (scope.book ??= { packages: {} }).packages;
  const builtIn = nodeFiles(surroundings);
  return (name) => {
    if (name in builtIn) return builtIn[name];
    if (!(name in packages) && name in ON_DEMAND) importScripts(surroundings.base + ON_DEMAND[name]);
    if (name in packages) return packages[name];
    throw new ElsewhereError(`'${name}' is not to be had in a page: run this notebook in JupyterLab`);
  };
}

/** What programs written for Node find under `process` and `__dirname`. */
export function pretendNode(print: (text: string, name: 'stdout' | 'stderr') => void): void {
  const started = performance.now();
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    write: (text: string) => {
      print(text, name);
      return true;
    },
  });
  Object.assign(globalThis, {
    __dirname: `${LIBRARY}/dist`,
    process: {
      env: { SOFTMAX_LAB_CACHE: CACHE },
      argv: [],
      platform: 'browser',
      arch: 'wasm',
      version: 'v0',
      versions: {},
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      cwd: () => `${LIBRARY}/notebooks`,
      memoryUsage: () => ({ rss: 0, heapUsed: 0, heapTotal: 0, external: 0, arrayBuffers: 0 }),
      // Of this thread alone, and what it waited with it.
      cpuUsage: () => ({ user: 1000 * (performance.now() - started), system: 0 }),
      hrtime: Object.assign(() => [0, 0], { bigint: () => BigInt(Math.round(1e6 * performance.now())) }),
      nextTick: (work: () => void) => queueMicrotask(work),
      on: () => undefined,
      emitWarning: (text: string) => print(`${text}\n`, 'stderr'),
    },
  });
}
