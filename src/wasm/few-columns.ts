import { parallel } from './parallel';
import type { GemmSizes } from './product';
import { threads } from './thread-count';

/** Columns of a tile of these kernels, and of the wider product's. */
const COLUMNS = 5;
const WIDE_COLUMNS = 8;
const MOST_COLUMNS = 16;
/** Products in a chunk, about: five microseconds' worth. */
const PRODUCTS = 131072;
/** Rows of a packed piece of B, as the kernels have it. */
const DEPTH = 1024;

interface FewColumnsOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

/**
 * Whether tiles of five columns compute less beside the product than those of eight do, as for ten columns, and the product
 * is large enough for a tile.
 */
export function hasFewColumns({ m, n }: GemmSizes, { transposeA, transposeB }: FewColumnsOptions): boolean {
  const computed = COLUMNS * Math.ceil(n / COLUMNS);
  const fits = n >= COLUMNS && n <= MOST_COLUMNS && computed < WIDE_COLUMNS * Math.ceil(n / WIDE_COLUMNS);
  return fits && !transposeB && (!transposeA || m >= 8);
}

/** Bytes that {@link fewColumns} needs for a packed B. */
export function fewColumnsBytes({ n, k }: GemmSizes, { transposeA }: FewColumnsOptions): number {
  return transposeA ? 0 : 4 * DEPTH * Math.ceil(k / DEPTH) * COLUMNS * Math.ceil(n / COLUMNS);
}

/** C ← A·B + bias or Aᵀ·B + bias of arrays at these addresses, if {@link hasFewColumns}; as `gemm`. */
export function fewColumns(
  a: number,
  b: number,
  c: number,
  bias: number,
  packed: number,
  flags: number,
  { m, n, k }: GemmSizes,
  { transposeA }: FewColumnsOptions,
): void {
  // One thread gains nothing by chunks, on which no bit depends.
  const rows = threads() > 1 ? 8 * Math.ceil(PRODUCTS / Math.max(1, n * k) / 8) : Math.max(1, m);
  if (transposeA) {
    parallel('fewColumnsTransposed', m, rows, a, b, c, k, m, n, bias, flags);
    return;
  }
  parallel('packFewColumns', Math.ceil(k / DEPTH), 16, b, k, n, packed);
  parallel('fewColumns', m, rows, a, packed, c, k, n, bias, flags);
}
