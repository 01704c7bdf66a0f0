import { parallel } from './parallel';
import { threads } from './thread-count';

/** Rows of C in a chunk, a multiple of a tile's five; three times as many where chunks are left for every thread. */
const ROWS = 20;
const CHUNKS = 4;
/** The block of B that is packed at a time: 2 MB. */
const DEPTH = 1024;
const COLUMNS = 512;
/** Pieces of a block, of 256 × 8 (as the kernels have it), in a chunk of packing. */
const PIECES = 16;

/** What to do beyond storing the product. */
export const ACCUMULATE = 1;
export const BIAS = 2;
export const RELU = 4;

/** C `[M, N]` of A `[M, K]` and B `[K, N]`. */
export interface GemmSizes {
  m: number;
  n: number;
  k: number;
}

/** A matrix in the shared memory: its address, and the numbers from one of its rows to the next, as it is stored. */
export interface Placed {
  at: number;
  stride: number;
  /** To be taken as its transpose. */
  transposed?: boolean;
}

/** Bytes that {@link product} needs for a packed block of B. */
export function packedBytes({ n, k }: GemmSizes): number {
  return 4 * Math.min(k, DEPTH) * Math.min(Math.ceil(n / 8) * 8, COLUMNS);
}

/** Rows of C in a chunk: the longer it is, the more often a panel of B is used once it is in the first cache. */
function rowsOf(m: number): number {
  const isLong = threads() === 1 || m >= 3 * ROWS * CHUNKS * threads();
  return isLong ? 3 * ROWS : ROWS;
}

/** C ← A·B, block by block of B: pack it at the address `packed`, then multiply all rows of A by it. See `gemm`. */
export function product(
  a: Placed,
  b: Placed,
  c: Placed,
  { m, n, k }: GemmSizes,
  packed: number,
  flags = 0,
  bias = 0,
): void {
  const pack = b.transposed ? 'packColumns' : 'packRows';
  const multiply = a.transposed ? 'multiplyTransposed' : 'multiply';
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = Math.min(COLUMNS, n - column);
    let p = 0;
    do {
      const depth = Math.min(DEPTH, k - p);
      const bAt = b.at + 4 * (b.transposed ? column * b.stride + p : p * b.stride + column);
      const pieces = Math.ceil(columns / 8) * Math.ceil(depth / 256);
      parallel(pack, pieces, PIECES, bAt, b.stride, depth, columns, packed);
      const last = p + depth === k;
      const now = (p > 0 ? ACCUMULATE : flags & ACCUMULATE) | (last ? flags & ~ACCUMULATE : 0);
      const aAt = a.at + 4 * (a.transposed ? p * a.stride : p);
      const [cAt, biasAt] = [c.at + 4 * column, bias + 4 * column];
      parallel(multiply, m, rowsOf(m), aAt, a.stride, packed, cAt, c.stride, depth, columns, biasAt, now);
      p += depth;
    } while (p < k);
  }
}
