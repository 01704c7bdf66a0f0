import { join } from 'node:path';
import { frameworksPython, root } from '../scripts/lib/paths';

/** A process that serves participants: what it is called with, and whom it serves. */
export interface Server {
  command: string[];
  participants: readonly string[];
  /** What it needs: nothing, `.venv-frameworks`, or the folder of JavaScript packages. */
  needs?: 'frameworks' | 'packages';
  env?: NodeJS.ProcessEnv;
  /** They compute on one thread, whatever they are told. */
  single?: true;
}

const typescript = (file: string): string[] => [
  process.execPath,
  '--require',
  join(root, 'node_modules/ts-node/register/transpile-only.js'),
  join(root, 'bench', file),
];
const python = (family: string): string[] => [frameworksPython, join(root, 'bench/peers.py'), family];

export const OURS = 'softmax-lab';
/** The same without native kernels, as in a browser: beside ours, but no peer. */
export const OURS_ON_WASM = 'softmax-lab wasm';
/** Loss and gradient with `out`, beside our other calls of the same loss: what these cost or spare. */
export const OURS_WITH_OUT = 'softmax-lab with out';

/** Whether it is the library itself, in whichever way: no peer. */
export function isOurs(participant: string): boolean {
  return [OURS, OURS_ON_WASM, OURS_WITH_OUT].includes(participant);
}

/** The order is that of the tables' columns. */
export const servers: readonly Server[] = [
  { command: typescript('ours.ts'), participants: [OURS] },
  { command: typescript('ours.ts'), participants: [OURS_ON_WASM], env: { SOFTMAX_LAB_BACKEND: 'wasm' } },
  { command: typescript('ours.ts'), participants: [OURS_WITH_OUT] },
  {
    command: python('torch'),
    participants: ['PyTorch', 'PyTorch compile', 'PyTorch chunked'],
    needs: 'frameworks',
  },
  { command: python('jax'), participants: ['JAX'], needs: 'frameworks' },
  { command: python('tensorflow'), participants: ['TensorFlow XLA'], needs: 'frameworks' },
  { command: python('keras'), participants: ['Keras'], needs: 'frameworks' },
  { command: python('numpy'), participants: ['NumPy'], needs: 'frameworks' },
  { command: python('gensim'), participants: ['gensim'], needs: 'frameworks' },
  {
    command: typescript('tfjs.ts'),
    participants: ['tfjs wasm', 'tfjs cpu'],
    needs: 'packages',
    single: true,
  },
  { command: typescript('jax-js.ts'), participants: ['jax-js'], needs: 'packages', single: true },
];

/** Keeps freed memory in the process instead of giving it back: large results then cost no page faults. */
export const KEPT_HEAP = 'glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=2147483648';

/** The environment that holds a process to so many threads. */
export function threadEnvironment(threads: number): NodeJS.ProcessEnv {
  const count = String(threads);
  return {
    SOFTMAX_LAB_THREADS: count,
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    NPROC: count, // XLA's pool
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: '1',
    KERAS_BACKEND: 'jax',
    JAX_PLATFORMS: 'cpu',
  };
}
