import { KernelError } from '../core';
import type { Block } from './allocator';
import { addressOf } from './lifetime';
import { memory } from './memory';

/**
 * Calls `use` with the addresses of arrays in the shared memory. An array that lies elsewhere is copied in for the
 * length of the call, and if it is among the `results` copied back after it.
 *
 * @param results - arrays that the call writes; their old contents are there too
 * @throws MemoryError if there is no room for a copy; nothing stays allocated
 */
export function borrow(
  where: string,
  operands: readonly Float32Array[],
  results: readonly Float32Array[],
  use: (...addresses: number[]) => void,
): void {
  const shared = memory();
  if (!shared) throw new KernelError(`${where}: no WebAssembly SIMD or shared memory here`);
  const copies: { data: Float32Array; view: Float32Array; block: Block }[] = [];
  const place = (data: Float32Array): number => {
    const address = addressOf(where, data);
    if (address !== undefined) return address;
    const known = copies.find((copy) => copy.data === data);
    if (known) return known.block.address;
    const block = shared.allocate(where, 4 * data.length);
    const view = new Float32Array(shared.memory.buffer, block.address, data.length);
    copies.push({ data, view, block });
    view.set(data);
    return block.address;
  };
  try {
    use(...[...operands, ...results].map(place));
    for (const { data, view } of copies) if (results.includes(data)) data.set(view);
  } finally {
    for (const { block } of copies) shared.free(block);
  }
}
