import { MemoryError, sizeOf } from '../core';
import { formatBytes, memory } from './memory';
import { claim, track, watchOrdinary, youngBytes } from './lifetime';
import { newBuffer } from './web-assembly';

/**
 * How many bytes may be handed out before there is a sign that the engine has collected garbage. It does not
 * know how large these arrays are, and runs finalisers between tasks only: a loop that makes tensors without end
 * and without a scope would fill the memory. Beyond this its arrays are ordinary ones, whose size the engine knows.
 */
const MOST_YOUNG_BYTES = 268435456;

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
  const block = shared && youngBytes() < MOST_YOUNG_BYTES ? claim(shared, 4 * length) : undefined;
  if (!shared || !block) return ordinary(length);
  // One buffer object for each block: a view of a part of it keeps the whole alive.
  const buffer = newBuffer(shared.memory);
  const data = new Float32Array(buffer, block.address, length);
  if (zeroed && !shared.isFresh(block.address)) data.fill(0);
  track(buffer, block);
  return data;
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
