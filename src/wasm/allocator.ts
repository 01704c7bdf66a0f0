/** A stretch of the memory; `bytes` is what it holds, which may be more than was asked for. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

export interface Allocator {
  /** A block of at least that many bytes, at a multiple of 64; undefined when there is no room. */
  allocate(bytes: number): Block | undefined;
  free(block: Block): void;
  /** Bytes of the blocks that are not free. */
  readonly used: number;
  /** The most that `used` has been; may be set, to watch it from then on. */
  peak: number;
  /** The first byte never handed out: from here on the memory is still zero. */
  readonly top: number;
}

/**
 * Hands out blocks of a memory from `start` on.
 *
 * Sizes are rounded up to classes, four to the doubling, so that a quarter at most is lost and freed blocks are
 * found by their class. Blocks are neither split nor merged: training asks for the same few sizes over and over.
 * @param reach - makes the memory at least that many bytes long, and says whether it could
 */
export function allocator(start: number, reach: (end: number) => boolean): Allocator {
  const freed = new Map<number, number[]>();
  let top = start;
  let used = 0;
  let peak = 0;

  function take(bytes: number): number | undefined {
    const address = freed.get(bytes)?.pop();
    if (address !== undefined) return address;
    if (!reach(top + bytes)) return undefined;
    top += bytes;
    return top - bytes;
  }

  return {
    allocate(asked) {
      let bytes = classOf(asked);
      let address = take(bytes);
      if (address === undefined) {
        const larger = Array.from(freed.keys()).filter((size) => size > bytes && freed.get(size)?.length);
        bytes = larger.reduce((least, size) => Math.min(least, size), Infinity);
        address = freed.get(bytes)?.pop();
      }
      if (address === undefined) return undefined;
      used += bytes;
      peak = Math.max(peak, used);
      return { address, bytes };
    },
    free({ address, bytes }) {
      used -= bytes;
      const others = freed.get(bytes);
      if (others) others.push(address);
      else freed.set(bytes, [address]);
    },
    get used() {
      return used;
    },
    get peak() {
      return peak;
    },
    set peak(bytes) {
      peak = bytes;
    },
    get top() {
      return top;
    },
  };
}

/** The smallest size of the form 64·m or (4 + m)·2ᵏ, m = 0 … 3, that holds `bytes`. */
export function classOf(bytes: number): number {
  if (bytes <= 256) return Math.max(64, Math.ceil(bytes / 64) * 64);
  const step = 1 << (29 - Math.clz32(bytes - 1));
  return Math.ceil(bytes / step) * step;
}
