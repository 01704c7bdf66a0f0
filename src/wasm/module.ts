import { KernelError } from '../core';
import { crc32 } from '../core/crc32';
import { KERNELS, KERNELS_CRC32 } from './kernels.generated';
import { memory } from './memory';
import { webAssembly } from './web-assembly';

/** A kernel works on the items [begin, end); pointers are byte addresses in the shared memory. */
export type Kernel = (begin: number, end: number, ...args: number[]) => void;

export interface KernelModule {
  /** The compiled code, which a worker can receive. */
  readonly module: object;
  /** This thread's instance. */
  readonly kernels: Readonly<Record<string, Kernel>>;
}

let loaded: KernelModule | null | undefined;

/**
 * The kernels, compiled at the first call; undefined where the engine lacks SIMD or shared memory.
 * @throws MemoryError when there is no memory for them; KernelError when their code is damaged
 */
export function kernelModule(): KernelModule | undefined {
  if (loaded === undefined) loaded = load();
  return loaded ?? undefined;
}

function load(): KernelModule | null {
  const shared = memory();
  if (!webAssembly || !shared) return null;
  const bytes = decodeBase64(KERNELS);
  if (crc32(bytes) !== KERNELS_CRC32) {
    throw new KernelError(
      'wasm: the embedded kernels are damaged: install softmax-lab anew, or `npm run build` in its own folder',
    );
  }
  if (!webAssembly.validate(bytes)) return null;
  const module = new webAssembly.Module(bytes);
  const { exports } = new webAssembly.Instance(module, { env: { memory: shared.memory } });
  const kernels = exports as Record<string, Kernel>;
  kernels.setScratch(shared.scratch(), 0);
  return { module, kernels };
}

function decodeBase64(text: string): Uint8Array {
  if (typeof Buffer === 'function') return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}
