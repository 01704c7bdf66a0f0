import { parallel } from './parallel';
import type { GemmSizes } from './product';

/** The most rows of A·B that are not a matter for {@link product}: it would multiply them on one thread. */
const MOST_ROWS = 20;
/** The most rows of A·B, and of A·Bᵀ, and terms to a sum, for which not even a panel of B is packed. */
const MOST_UNPACKED = 4;
const MOST_UNPACKED_TRANSPOSED = 2;
const MOST_TERMS = 4;
/** The fewest columns: those of a tile of A·Bᵀ. */
const LEAST_COLUMNS = 16;
/** Products in a chunk, about: ten microseconds' worth where memory does not limit. */
const PRODUCTS = 131072;
/** Beyond so many columns, chunks of A·B are wide: memory delivers long pieces of rows faster. */
const WIDE = 2048;
/** Rows in a chunk of what is only to be rectified or given a bias. */
const FINISHED = 65536;

interface FewRowsOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

/** Whether a product is of so few rows, or of sums of so few terms, that a copy of all of B does not pay. */
export function hasFewRows({ m, n, k }: GemmSizes, { transposeA, transposeB }: FewRowsOptions): boolean {
  if (n === 1) return m >= LEAST_COLUMNS && k > 0;
  if (n < LEAST_COLUMNS || k === 0) return false;
  if (!transposeA && m <= MOST_ROWS) return true;
  return !transposeB && (m <= MOST_UNPACKED || k <= MOST_TERMS);
}

/** C ← A·B + bias of arrays at these addresses, if {@link hasFewRows}; as `gemm`, with the bits of {@link product}. */
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
    fewRows(b, a, c, 0, 0, { m: 1, n: m, k }, { transposeB: !transposeA });
    if (bias !== 0 || flags !== 0) parallel('finishRows', m, FINISHED, c, 1, bias, flags);
    return;
  }
  /** Columns in a chunk, in whole pieces. */
  const inPieces = (piece: number): number => piece * Math.ceil(PRODUCTS / (m * k) / piece);
  const [row, column] = transposeA ? [1, m] : [k, 1];
  if (transposeB && m <= MOST_UNPACKED_TRANSPOSED) {
    parallel('fewRowsTransposed', n, inPieces(16), a, b, c, m, n, k, bias, flags);
  } else if (!transposeB && m <= MOST_UNPACKED) {
    parallel('fewRows', n, inPieces(n > WIDE ? 1024 : 512), a, row, column, b, c, m, n, k, bias, flags);
  } else if (!transposeB && k <= MOST_TERMS) {
    parallel('fewTerms', m, Math.ceil(PRODUCTS / (n * k)), a, row, column, b, c, n, k, bias, flags);
  } else {
    const grain = inPieces(transposeB ? 16 : n > WIDE ? 512 : 64);
    parallel('multiplyPanels', n, grain, a, b, Number(transposeB), c, m, n, k, bias, flags);
  }
}
