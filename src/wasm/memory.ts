import { MemoryError } from '../core';
import { allocator, type Block } from './allocator';
import { PAGE, newBuffer, webAssembly, type SharedMemory } from './web-assembly';

/** What a thread may use during a kernel call; assembly/scratch.ts knows the same number. */
const SCRATCH_BYTES = 524288;

/** Four words after the first page tell this memory, in whatever thread, from any other. */
const MARK = [0x736f6674, 0x6d61782d, 0x6c61627e, 0x9d1f03c5];

/** The one memory that all threads share, and its blocks. */
export interface Memory {
  readonly memory: SharedMemory;
  /** Undefined when the memory can't grow any further. */
  tryAllocate(bytes: number): Block | undefined;
  /** @throws {@link MemoryError} that names `where` and the size, when the memory can't grow any further */
  allocate(where: string, bytes: number): Block;
  free(block: Block): void;
  /** A buffer object of its own over the memory. */
  newBuffer(): SharedArrayBuffer;
  /** Whether threads were given the memory. */
  hasThreads: boolean;
  /** A scratch area for one more thread; it is never given back. */
  scratch(): number;
  readonly used: number;
  /** The most that `used` has been; `peakBytes` sets it. */
  peak: number;
  readonly reserved: number;
  /**
   * Set for the length of a call on several threads: waits until they have left it. If it is still set when a block is
   * asked for, an interrupt ended the call, and threads may yet write to what has been freed since.
   */
  leave: (() => void) | undefined;
  /** Whether the block at this address, handed out last, was never used before, and so holds zeros. */
  isFresh(address: number): boolean;
}

let made: Memory | null | undefined;

/** The memory, made at the first call; undefined where the engine has none that threads can share. */
export function memory(): Memory | undefined {
  if (made === undefined) made = make();
  return made ?? undefined;
}

function make(): Memory | null {
  const shared = reserve();
  if (!shared) return null;
  // The first page is the kernels' own constants.
  const start = PAGE + 64;
  new Uint32Array(shared.buffer, PAGE).set(MARK);
  const blocks = allocator(start, (end) => reach(shared, end));
  let cleared = start;
  const tryAllocate = (bytes: number): Block | undefined => {
    made?.leave?.();
    cleared = blocks.top;
    return bytes <= PAGE * PAGE ? blocks.allocate(bytes) : undefined;
  };
  const allocate = (where: string, bytes: number): Block => {
    const block = tryAllocate(bytes);
    if (!block) throw new MemoryError(`${where}: out of memory: asked for ${formatBytes(bytes)} of it`);
    return block;
  };
  return {
    memory: shared,
    tryAllocate,
    allocate,
    free: (block) => blocks.free(block),
    leave: undefined,
    hasThreads: false,
    newBuffer() {
      return newBuffer(shared, this.hasThreads);
    },
    scratch: () => allocate('wasm', SCRATCH_BYTES).address,
    isFresh: (address) => address >= cleared,
    get used() {
      return blocks.used;
    },
    get peak() {
      return blocks.peak;
    },
    set peak(bytes) {
      blocks.peak = bytes;
    },
    get reserved() {
      return shared.buffer.byteLength;
    },
  };
}

/** Whether this is the memory of some thread's library, made known to us by a clone. */
export function isOurs(buffer: ArrayBufferLike): boolean {
  if (typeof SharedArrayBuffer !== 'function' || !(buffer instanceof SharedArrayBuffer)) return false;
  if (buffer.byteLength < PAGE + 4 * MARK.length) return false;
  const words = new Uint32Array(buffer, PAGE, MARK.length);
  return MARK.every((word, i) => words[i] === word);
}

/** As much address space as we may have; only what is touched takes memory. */
function reserve(): SharedMemory | undefined {
  if (!webAssembly || typeof SharedArrayBuffer !== 'function') return undefined;
  for (let maximum = PAGE; maximum >= 1024; maximum /= 2) {
    try {
      return new webAssembly.Memory({ initial: 16, maximum, shared: true });
    } catch {
      // Some systems limit the address space of a process: half of it, then.
    }
  }
  return undefined;
}

/** Grows by an eighth at least, so that many small blocks do not make many calls. */
function reach(shared: SharedMemory, end: number): boolean {
  const length = shared.buffer.byteLength;
  if (end <= length) return true;
  const missing = Math.ceil((end - length) / PAGE);
  const ample = Math.max(missing, Math.ceil(length / PAGE / 8));
  return [ample, missing].some((pages) => {
    try {
      shared.grow(pages);
      return true;
    } catch {
      return false;
    }
  });
}

/** `1.5 GB`, for messages. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [size, unit] = [bytes, 0];
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${Number(size.toPrecision(3))} ${units[unit]}`;
}
