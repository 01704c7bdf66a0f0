import { OptionError } from '../core';
import { describe } from '../core/checks';

/**
 * What the kernels run on: native code of this width, WebAssembly, or nothing: then `math`, `nn` and `losses` have their
 * plain loops. The first three give the same bits.
 */
export type Backend = 'avx512' | 'avx2' | 'wasm' | 'javascript';

const BACKENDS: readonly Backend[] = ['avx512', 'avx2', 'wasm', 'javascript'];

/**
 * What `SOFTMAX_LAB_BACKEND` says.
 * @throws {@link OptionError} if it says something else than a backend
 */
export function backendFromEnvironment(): Backend | undefined {
  const text = typeof process === 'object' ? process.env?.SOFTMAX_LAB_BACKEND : undefined;
  return text ? checkedBackend('wasm', 'SOFTMAX_LAB_BACKEND', text) : undefined;
}

/** @throws {@link OptionError} */
export function checkedBackend(where: string, name: string, backend: string): Backend {
  if (BACKENDS.includes(backend as Backend)) return backend as Backend;
  throw new OptionError(
    `${where}: ${name} should be one of ${BACKENDS.join(', ')}, got ${describe(backend)}`,
  );
}
