import { kernelModule } from './module';

/** Whether the kernels can run here: the engine has WebAssembly with SIMD and a memory that threads can share. */
export function available(): boolean {
  return kernelModule() !== undefined;
}
