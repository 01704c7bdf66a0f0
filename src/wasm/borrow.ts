import { KernelError } from '../core';
import { addressOf } from './lifetime';
import { lend, loanCount, takeBack } from './loans';
import { memory, type Memory } from './memory';

type Optional = Float32Array | undefined;

/** What the calls that run were given: the engine may think that a caller needs an array no more, the kernel still does. */
const inUse: (readonly Optional[])[] = [];

/** An array of elsewhere, and where it is for the length of the call. */
interface Copy {
  readonly data: Float32Array;
  readonly view: Float32Array;
}

/**
 * Calls `use` with the addresses of arrays in the shared memory, 0 for `undefined`. An array that lies elsewhere is copied
 * in for the length of the call, and if it is among the `results` copied back after it.
 *
 * @param results - arrays that the call writes; their old contents are there too
 * @throws MemoryError if there is no room for a copy; nothing stays allocated
 */
export function borrow(
  where: string,
  operands: readonly Optional[],
  results: readonly Optional[],
  use: (...addresses: number[]) => void,
): void {
  const shared = memory();
  if (!shared) throw new KernelError(`${where}: no WebAssembly SIMD or shared memory here`);
  const addresses: number[] = [];
  const copies: Copy[] = [];
  const count = loanCount();
  const depth = inUse.push(operands, results) - 2;
  try {
    for (const data of operands) addresses.push(place(where, shared, data, copies));
    for (const data of results) addresses.push(place(where, shared, data, copies));
    use(...addresses);
    for (const { data, view } of copies) if (results.includes(data)) data.set(view);
  } finally {
    takeBack(count);
    inUse.length = depth;
  }
}

function place(where: string, shared: Memory, data: Optional, copies: Copy[]): number {
  if (!data) return 0;
  const address = addressOf(where, data);
  if (address !== undefined) return address;
  const known = copies.find((copy) => copy.data === data);
  if (known) return known.view.byteOffset;
  const lent = lend(where, shared, 4 * data.length);
  const view = new Float32Array(shared.memory.buffer, lent, data.length);
  copies.push({ data, view });
  view.set(data);
  return lent;
}
