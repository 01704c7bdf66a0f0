import { parallel } from './parallel';
import type { GemmSizes } from './product';

/** The most rows of A·B, and of A·Bᵀ, and terms to a sum, for which a packed B does not pay. */
const MOST_ROWS = 4;
const MOST_ROWS_TRANSPOSED = 2;
const MOST_TERMS = 4;
/** Columns of a tile of A·Bᵀ. */
const TILE = 16;
/** Products in a chunk, about: ten microseconds' worth where memory does not limit. */
const PRODUCTS = 131072;
/** Columns in a chunk of A·B, at least: so long pieces of rows of B memory delivers fast. Of wide matrices, a page of 4 KB. */
const COLUMNS = 512;
/** Rows in a chunk of what is only to be rectified or given a bias. */
const FINISHED = 65536;

interface FewRowsOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

/** Whether a product is of so few rows, or of sums of so few terms, that B is best read where it lies. */
export function hasFewRows({ m, n, k }: GemmSizes, { transposeA, transposeB }: FewRowsOptions): boolean {
  if (n === 1) return m >= TILE && k > 0;
  if (n < TILE || k === 0) return false;
  if (transposeB) return !transposeA && m <= MOST_ROWS_TRANSPOSED;
  return m <= MOST_ROWS || k <= MOST_TERMS;
}

/** C ← A·B + bias of arrays at these addresses, if {@link hasFewRows}; as `gemm`, with the bits of `product`. */
export function fewRows(
  a: number,
  b: number,
  c: number,
  bias: number,
  flags: number,
  { m, n, k }: GemmSizes,
  { transposeA = false, transposeB = false }: FewRowsOptions,
): void {
  if (n === 1) {
    // The transpose of C is a product with one row.
    const swapped = { transposeB: !transposeA };
    fewRows(b, a, c, 0, 0, { m: 1, n: m, k }, swapped);
    if (bias !== 0 || flags !== 0) parallel('finishRows', m, FINISHED, c, 1, bias, flags);
    return;
  }
  const [row, column] = transposeA ? [1, m] : [k, 1];
  const columns = PRODUCTS / (m * k);
  if (transposeB) {
    const grain = TILE * Math.ceil(columns / TILE);
    parallel('fewRowsTransposed', n, grain, a, b, c, m, n, k, bias, flags);
  } else if (m <= MOST_ROWS) {
    const piece = n > 4 * COLUMNS ? 2 * COLUMNS : COLUMNS;
    const grain = piece * Math.ceil(columns / piece);
    parallel('fewRows', n, grain, a, row, column, b, c, m, n, k, bias, flags);
  } else {
    parallel('fewTerms', m, Math.ceil(PRODUCTS / (n * k)), a, row, column, b, c, n, k, bias, flags);
  }
}
