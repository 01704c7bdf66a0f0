import { KernelError } from '../core';
import { crc32 } from '../core/crc32';
import { backendFromEnvironment, checkedBackend, type Backend } from './backend';
import type { NativeCollections } from './collections';
import { KERNELS, KERNELS_CRC32 } from './kernels.generated';
import { memory } from './memory';
import { loadNative, NoNativeKernels, type Native } from './native';
import { webAssembly } from './web-assembly';

/** A kernel works on the items [begin, end); pointers are byte addresses in the shared memory. */
export type Kernel = (begin: number, end: number, ...args: number[]) => void;

export interface KernelModule {
  /** The compiled code, which a worker can receive. */
  readonly module: object;
  /** This thread's: the module's exports, and in place of those that have a native twin, that. */
  readonly kernels: Readonly<Record<string, Kernel>>;
  readonly backend: Backend;
  /** What other threads load; undefined where there are no native kernels. */
  readonly native: Native | undefined;
  /** By which native code knows what was collected. */
  readonly collections?: NativeCollections;
}

let loaded: KernelModule | null | undefined;
let ownScratch: number | undefined;

/**
 * The kernels, compiled at the first call; undefined where the engine lacks SIMD or shared memory.
 * @throws MemoryError when there is no memory for them; KernelError when their code is damaged
 */
export function kernelModule(): KernelModule | undefined {
  if (loaded === undefined) loaded = load(backendFromEnvironment(), 'SOFTMAX_LAB_BACKEND');
  return loaded ?? undefined;
}

/** The same if some kernel was called already. */
export function loadedModule(): KernelModule | undefined {
  return loaded ?? undefined;
}

/**
 * Sets what the kernels run on from here on. Results are the same bits on all but `'javascript'`.
 * @throws {@link OptionError} if it is no backend; KernelError if it is not to be had here
 */
export function setBackend(backend: Backend): void {
  loaded = load(checkedBackend('wasm.setBackend', 'backend', backend), 'wasm.setBackend');
}

/** @param where - who wants it, for messages */
function load(wanted: Backend | undefined, where: string): KernelModule | null {
  const shared = memory();
  if (wanted === 'javascript' || !webAssembly || !shared) return null;
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
  const scratch = (ownScratch ??= shared.scratch());
  kernels.setScratch(scratch, 0);
  if (wanted === 'wasm') return { module, kernels, backend: 'wasm', native: undefined };
  try {
    const found = loadNative(new Uint8Array(shared.memory.buffer), scratch, wanted);
    return {
      module,
      kernels: laidOver(kernels, found.kernels),
      backend: found.native.backend,
      native: found.native,
      collections: found.collections,
    };
  } catch (error) {
    if (wanted) throw new KernelError(`${where}: there is no ${wanted} here: ${(error as Error).message}`);
    if (!(error instanceof NoNativeKernels)) {
      console.warn(
        `softmax-lab: ${(error as Error).message}. The kernels run on WebAssembly: the same numbers, slower.`,
      );
    }
    return { module, kernels, backend: 'wasm', native: undefined };
  }
}

/** In the order of the module's exports, by which threads know a kernel. */
function laidOver(exports: Record<string, Kernel>, native: Record<string, Kernel>): Record<string, Kernel> {
  const entries = Object.entries(exports).map(([name, kernel]) => [name, native[name] ?? kernel] as const);
  return Object.assign(Object.create(null), Object.fromEntries(entries)) as Record<string, Kernel>;
}

function decodeBase64(text: string): Uint8Array {
  if (typeof Buffer === 'function') return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}
