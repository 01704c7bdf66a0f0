import { KernelError } from '../core';
import { nodeModule } from '../core/node-module';
import type { NativeCollections } from './collections';
import type { Kernel } from './module';
import { NATIVE_STAMP } from './native-stamp.generated';

/** What src/native/addon.c exports. */
interface AddOn extends NativeCollections {
  readonly stamp: string;
  readonly backends: readonly NativeBackend[];
  readonly kernels: (memory: Uint8Array, scratch: number, backend: NativeBackend) => Record<string, Kernel>;
}

export type NativeBackend = 'avx512' | 'avx2';

/** An add-on that can run here, as every thread loads it for itself. */
export interface Native {
  readonly path: string;
  readonly stamp: string;
  readonly backend: NativeBackend;
}

/** There is no add-on, or the processor has nothing that it could use: nothing is wrong. */
export class NoNativeKernels extends KernelError {}

/**
 * The native kernels, as functions on the memory whose view is given, and how other threads come by theirs.
 * @param wanted - the widest, if it is not given
 * @throws {@link NoNativeKernels}; KernelError that says which add-on is there and what is wrong with it
 */
export function loadNative(
  memory: Uint8Array,
  scratch: number,
  wanted?: NativeBackend,
): { native: Native; kernels: Record<string, Kernel>; collections: NativeCollections } {
  const reasons: string[] = [];
  for (const folder of folders()) {
    try {
      const path = verified(folder);
      const { stamp, backends, kernels, watch, collected } = open(path);
      if (stamp !== NATIVE_STAMP) throw new Error('it was made from other sources');
      const backend = wanted ?? backends[0];
      if (!backends.includes(backend)) {
        throw new NoNativeKernels(`this processor has no ${wanted === 'avx512' ? 'AVX-512' : 'AVX2'}`);
      }
      return {
        native: { path, stamp, backend },
        kernels: kernels(memory, scratch, backend),
        collections: { watch, collected },
      };
    } catch (error) {
      if (error instanceof NoNativeKernels) throw error;
      reasons.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (reasons.length > 0) throw new KernelError(`the native kernels can't be used: ${reasons.join('; ')}`);
  throw new NoNativeKernels('there are no native kernels here');
}

/** Where there is one: named by the user, of this checkout, of the packages that npm installs beside this one. */
function folders(): string[] {
  // Of ES modules in the browser neither is defined.
  if (typeof process !== 'object' || !process.versions?.node || typeof __filename !== 'string') return [];
  const named = process.env.SOFTMAX_LAB_NATIVE;
  if (named) return [named];
  const path = nodeModule('node:path');
  const { existsSync } = nodeModule('node:fs');
  const own = path.join(path.dirname(__filename), '..', '..', 'build', 'native');
  const { platform, arch } = process;
  const libraries = platform === 'linux' ? ['-gnu', '-musl'] : [''];
  const from = nodeModule('node:module').createRequire(__filename);
  const installed = libraries.flatMap((library) => {
    try {
      return [path.dirname(from.resolve(`@softmax-lab/native-${platform}-${arch}${library}/package.json`))];
    } catch {
      return [];
    }
  });
  return [...(existsSync(path.join(own, 'kernels.node')) ? [own] : []), ...installed];
}

/** The path of a folder's add-on, if its manifest tells of it: loading a damaged one may end the process. */
function verified(folder: string): string {
  const { readFileSync } = nodeModule('node:fs');
  const path = nodeModule('node:path');
  const { softmaxLab } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    softmaxLab?: { stamp: string; sha256: string };
  };
  if (softmaxLab?.stamp !== NATIVE_STAMP) throw new Error('it was made from other sources');
  const file = path.join(folder, 'kernels.node');
  const found = nodeModule('node:crypto').createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found !== softmaxLab.sha256) throw new Error('kernels.node is damaged');
  return file;
}

function open(path: string): AddOn {
  const module = { exports: {} as AddOn };
  process.dlopen(module, path);
  return module.exports;
}
