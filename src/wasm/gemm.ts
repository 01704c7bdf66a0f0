import { borrow } from './borrow';
import { fewColumns, fewColumnsBytes, hasFewColumns } from './few-columns';
import { memory } from './memory';
import { parallel } from './parallel';

/** Rows of C in a chunk: a multiple of a tile's five. */
const ROWS = 20;
/** The block of B that is packed at a time: 2 MB. */
const DEPTH = 1024;
const COLUMNS = 512;
/** Pieces of a block, of 256 × 8 (as the kernels have it), in a chunk of packing. */
const PIECES = 16;

const ACCUMULATE = 1;
const BIAS = 2;
const RELU = 4;

export interface GemmOptions {
  /** Take A as its transpose: `a` is `[K, M]`. */
  transposeA?: boolean;
  /** Take B as its transpose: `b` is `[N, K]`. */
  transposeB?: boolean;
  /** `[N]`, added to every row. */
  bias?: Float32Array;
  /** Applied last. By default none. */
  activation?: 'none' | 'relu';
}

/** C `[M, N]` of A `[M, K]` and B `[K, N]`. */
export interface GemmSizes {
  m: number;
  n: number;
  k: number;
}

/**
 * Matrix product of float32: C ← activation(A·B + bias).
 *
 * @remarks
 * Numerics: products and sums in float32, each rounded; sums of 256 products in the order of the inner index, these
 *           sums in order. |error| ≤ (min(K, 256) + ⌈K/256⌉ + 1)·2⁻²⁴·Σ|aᵢₚbₚⱼ| (first order), and the bias's rounding
 * Cost:     O(MNK), and up to 2 MB for a packed block of B
 * The bits are the same for any number of threads.
 * @throws MemoryError if there is no room for the packed block; {@link KernelError} if a thread failed
 * Source: [Goto2008]
 */
export function gemm(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  sizes: GemmSizes,
  options: GemmOptions = {},
): void {
  const { bias, activation = 'none' } = options;
  const shared = memory();
  const few = hasFewColumns(sizes, options);
  const bytes = few ? fewColumnsBytes(sizes, options) : blockBytes(sizes);
  const flags = (bias ? BIAS : 0) | (activation === 'relu' ? RELU : 0);
  borrow('gemm', bias ? [a, b, bias] : [a, b], [c], (a, b, ...rest) => {
    const [biasAt, c] = bias ? rest : [0, rest[0]];
    const packed = shared?.allocate('gemm', bytes);
    if (!packed) return;
    try {
      (few ? fewColumns : blocks)(a, b, c, biasAt, packed.address, flags, sizes, options);
    } finally {
      shared?.free(packed);
    }
  });
}

/** Of the packed block of B. */
function blockBytes({ n, k }: GemmSizes): number {
  return 4 * Math.min(k, DEPTH) * Math.min(Math.ceil(n / 8) * 8, COLUMNS);
}

/** Block by block of B: pack it, then multiply all rows of A by it. */
function blocks(
  a: number,
  b: number,
  c: number,
  bias: number,
  packed: number,
  flags: number,
  { m, n, k }: GemmSizes,
  { transposeA = false, transposeB = false }: GemmOptions,
): void {
  const [aStride, bStride] = [transposeA ? m : k, transposeB ? k : n];
  const pack = transposeB ? 'packColumns' : 'packRows';
  const multiply = transposeA ? 'multiplyTransposed' : 'multiply';
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = Math.min(COLUMNS, n - column);
    let p = 0;
    do {
      const depth = Math.min(DEPTH, k - p);
      const bAt = b + 4 * (transposeB ? column * k + p : p * n + column);
      const pieces = Math.ceil(columns / 8) * Math.ceil(depth / 256);
      parallel(pack, pieces, PIECES, bAt, bStride, depth, columns, packed);
      const last = p + depth === k;
      const now = (p > 0 ? ACCUMULATE : 0) | (last ? flags : 0);
      const aAt = a + 4 * (transposeA ? p * m : p);
      const [cAt, biasAt] = [c + 4 * column, bias + 4 * column];
      parallel(multiply, m, ROWS, aAt, aStride, packed, cAt, n, depth, columns, biasAt, now);
      p += depth;
    } while (p < k);
  }
}
