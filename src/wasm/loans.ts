import { afterTurn } from '../core';
import type { Block } from './allocator';
import { memory, type Memory } from './memory';

/** The blocks of the kernel calls that run, innermost last. */
const loans: Block[] = [];

/** A call takes back its own: those that are left later are of calls that an interrupt ended. */
const watch = afterTurn(() => takeBack(0));

/** How many blocks are lent: what {@link takeBack} needs at the end of a call. */
export function loanCount(): number {
  return loans.length;
}

/**
 * The address of a block for the length of a kernel call, which ends with {@link takeBack}.
 * @throws MemoryError if there is no room
 */
export function lend(where: string, shared: Memory, bytes: number): number {
  watch();
  return loans[loans.push(shared.allocate(where, bytes)) - 1].address;
}

/** Frees all blocks but the first `count`. */
export function takeBack(count: number): void {
  while (loans.length > count) {
    memory()?.free(loans[loans.length - 1]);
    loans.length--; // not before: an interrupt may come at any call
  }
}
