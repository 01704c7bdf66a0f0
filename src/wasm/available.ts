import type { Backend } from './backend';
import { kernelModule } from './module';

/** Whether the kernels can run here: the engine has WebAssembly with SIMD and a memory that threads can share. */
export function available(): boolean {
  return kernelModule() !== undefined;
}

/**
 * What the kernels run on here: the widest that there is, or what `SOFTMAX_LAB_BACKEND` says.
 * @throws {@link KernelError} if that is not to be had here; OptionError if it is no backend
 */
export function backend(): Backend {
  return kernelModule()?.backend ?? 'javascript';
}
