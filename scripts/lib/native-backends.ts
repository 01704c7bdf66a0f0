import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LackingError } from './command';
import { importScript } from './import-script';
import { build, root } from './paths';

type Variant = 'emulated' | 'old' | 'contracted' | 'sanitized';
interface Compiler {
  nativeVariant: (root: string, name: Variant) => Promise<string>;
}

/** The native backends, the widest first. */
export const NATIVE_BACKENDS = ['avx512', 'avx2'] as const;
export type NativeBackend = (typeof NATIVE_BACKENDS)[number];

const addOnPath = join(build, 'native/kernels.node');

/** The environment in which the library runs on a backend: one that this processor lacks is emulated, slowly. */
export async function environmentOf(backend: string): Promise<NodeJS.ProcessEnv> {
  const env = { ...process.env, SOFTMAX_LAB_BACKEND: backend };
  if (!NATIVE_BACKENDS.includes(backend as NativeBackend) || ownBackends().includes(backend)) return env;
  return { ...env, SOFTMAX_LAB_NATIVE: await variant('emulated') };
}

/** The folder of an add-on for tests. */
export async function variant(name: Variant): Promise<string> {
  const { nativeVariant } = await importScript<Compiler>('lib/native-kernels.mjs');
  return nativeVariant(root, name);
}

/** Whether set-up could compile native kernels, and this processor has what they need. */
export function hasNative(): boolean {
  return existsSync(addOnPath) && ownBackends().length > 0;
}

/** What set-up's add-on can do on this processor. */
export function ownBackends(): readonly string[] {
  if (!existsSync(addOnPath)) {
    throw new LackingError(
      'there are no native kernels here: they need an x86-64 processor with AVX2 and a C compiler. Install gcc or clang, ' +
        'remove build/native, then repeat.',
    );
  }
  const addOn = { exports: {} as { backends: readonly string[] } };
  process.dlopen(addOn, addOnPath);
  return addOn.exports.backends;
}
