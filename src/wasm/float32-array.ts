import { MemoryError, sizeOf } from '../core';
import { classOf } from './allocator';
import { claim, isLeftToEngine, track, watchOrdinary } from './lifetime';
import { formatBytes, memory, type Memory } from './memory';

/**
 * How many arrays share a buffer object, which costs more than all else of a small array, and how large they may be. One
 * that is kept keeps the others' memory.
 */
const TOGETHER = 8;
const MOST_BYTES_TOGETHER = 131072;

/** A block of such arrays, all of one size. */
interface Slab {
  readonly buffer: SharedArrayBuffer;
  readonly end: number;
  next: number;
}
/** The one of each size that has room. */
const slabs = new Map<number, Slab>();

/**
 * Numbers in the shared memory, all 0; an ordinary array where there is no room or no such memory.
 * @throws ShapeError for more than 2³¹ of them; {@link MemoryError} that names the size if there is no room anywhere
 */
export function float32Zeros(length: number): Float32Array {
  return place(length, true);
}

/** As {@link float32Zeros}, but with whatever numbers were there before: for results, which are written whole. */
export function float32Array(length: number): Float32Array {
  return place(length, false);
}

function place(length: number, zeroed: boolean): Float32Array {
  sizeOf([length], 'wasm');
  const shared = length > 0 ? memory() : undefined;
  if (!shared) return ordinary(length);
  const isSmall = 4 * length <= MOST_BYTES_TOGETHER && isLeftToEngine();
  const data = isSmall ? besideOthers(shared, length) : alone(shared, length);
  if (!data) return ordinary(length);
  if (zeroed && (isSmall || !shared.isFresh(data.byteOffset))) data.fill(0);
  return data;
}

function alone(shared: Memory, length: number): Float32Array | undefined {
  const found = newBlock(shared, 4 * length);
  return found && new Float32Array(found.buffer, found.address, length);
}

function besideOthers(shared: Memory, length: number): Float32Array | undefined {
  const bytes = classOf(4 * length);
  let slab = slabs.get(bytes);
  if (!slab) {
    const found = newBlock(shared, TOGETHER * bytes);
    if (!found) return undefined;
    slab = { buffer: found.buffer, end: found.address + TOGETHER * bytes, next: found.address };
    slabs.set(bytes, slab);
  }
  const address = slab.next;
  slab.next += bytes;
  if (slab.next === slab.end) slabs.delete(bytes);
  return new Float32Array(slab.buffer, address, length);
}

/** A block, and the buffer object whose life it has. */
function newBlock(shared: Memory, bytes: number): { buffer: SharedArrayBuffer; address: number } | undefined {
  const block = claim(shared, bytes);
  if (!block) return undefined;
  const buffer = shared.newBuffer();
  track(buffer, block);
  return { buffer, address: block.address };
}

function ordinary(length: number): Float32Array {
  try {
    const data = new Float32Array(length);
    if (length > 0) watchOrdinary(data);
    return data;
  } catch (cause) {
    throw new MemoryError(`wasm: out of memory: asked for ${formatBytes(4 * length)} (${length} numbers)`, {
      cause,
    });
  }
}
