import { KernelError } from '../core';
import { lend, loanCount, takeBack } from './loans';
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
  const count = loanCount();
  try {
    use(...bytes.map((size) => lend(where, shared, size)));
  } finally {
    takeBack(count);
  }
}
