import { KernelError } from '../core';
import { memory } from './memory';

/**
 * Calls `use` with the addresses of blocks of so many bytes, which are its own for the length of the call.
 * @throws MemoryError if there is no room; nothing stays allocated
 */
export function temporary(
  where: string,
  bytes: readonly number[],
  use: (...addresses: number[]) => void,
): void {
  const shared = memory();
  if (!shared) throw new KernelError(`${where}: no WebAssembly SIMD or shared memory here`);
  const blocks: { address: number; bytes: number }[] = [];
  try {
    for (const size of bytes) blocks.push(shared.allocate(where, size));
    use(...blocks.map(({ address }) => address));
  } finally {
    for (const block of blocks) shared.free(block);
  }
}
