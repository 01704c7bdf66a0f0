import { borrow } from './borrow';
import { memory } from './memory';
import { parallel } from './parallel';
import type { GemmSizes } from './product';

/** The most columns, and the longest inner index whose terms fit in a thread's scratch area. */
const MOST_COLUMNS = 16;
const MOST_TERMS = 16384;
/** Products in a chunk: some fifty microseconds' worth, and no thread is woken for less. */
const PRODUCTS = 1048576;
/** How many numbers of A, from its start, tell how sparse it is. */
const SAMPLE = 4096;

/**
 * Whether {@link narrowGemm} is the faster way to this product: there are few columns, and less than a third of the
 * first numbers of A are not 0. It depends on the data alone.
 */
export function isNarrow(a: Float32Array, { n, k }: GemmSizes): boolean {
  return n <= MOST_COLUMNS && k <= MOST_TERMS && sparse(a);
}

/**
 * C ← A·B, or Aᵀ·B with `transposeA`, skipping zeros of A: for few columns ({@link isNarrow}).
 *
 * @remarks
 * Numerics: every element is summed in float64 in the order of the inner index, and rounded once. The bits are those
 *           of the plain loops
 */
export function narrowGemm(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  { m, n, k }: GemmSizes,
  { transposeA = false }: { transposeA?: boolean } = {},
): void {
  const rows = Math.ceil(PRODUCTS / Math.max(1, n * k));
  borrow('narrowGemm', [a, b], [c], (a, b, c) => {
    if (!transposeA) parallel('narrowProduct', m, rows, a, b, c, k, n);
    else parallel('narrowTransposedProduct', m, Math.min(4 * Math.ceil(rows / 4), 4096), a, b, c, k, m, n);
  });
}

function sparse(x: Float32Array): boolean {
  const shared = memory();
  const sample = x.subarray(0, SAMPLE);
  const count = shared?.allocate('narrowGemm', 4);
  if (!shared || !count) return false;
  try {
    borrow('narrowGemm', [sample], [], (at) =>
      parallel('countNonZeros', sample.length, SAMPLE, at, count.address),
    );
    return 3 * new Int32Array(shared.memory.buffer, count.address, 1)[0] < sample.length;
  } finally {
    shared.free(count);
  }
}
