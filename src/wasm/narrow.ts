import { ShapeError } from '../core';
import { borrow } from './borrow';
import { checkLength } from './check-length';
import { memory, type Memory } from './memory';
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
  checkLength('narrowGemm', 'a', a, m * k);
  checkLength('narrowGemm', 'b', b, k * n);
  checkLength('narrowGemm', 'c', c, m * n);
  if (!transposeA && k > MOST_TERMS) {
    throw new ShapeError(`narrowGemm: the inner index should have at most ${MOST_TERMS} values, got ${k}`);
  }
  const rows = Math.ceil(PRODUCTS / Math.max(1, n * k));
  borrow('narrowGemm', [a, b], [c], (a, b, c) => {
    if (!transposeA) parallel('narrowProduct', m, rows, a, b, c, k, n);
    else parallel('narrowTransposedProduct', m, Math.min(4 * Math.ceil(rows / 4), 4096), a, b, c, k, m, n);
  });
}

/** What the kernel says; made once, and never given back. */
let answer: { readonly address: number; readonly word: Int32Array } | undefined;

function sparse(x: Float32Array): boolean {
  const shared = memory();
  if (!shared) return false;
  answer ??= wordOf(shared);
  const { address, word } = answer;
  const length = Math.min(x.length, SAMPLE);
  word[0] = 0;
  borrow('narrowGemm', [x.length > SAMPLE ? x.subarray(0, SAMPLE) : x], [], (at) =>
    parallel('isSparse', length, SAMPLE, at, address),
  );
  return word[0] === 1;
}

function wordOf(shared: Memory): { address: number; word: Int32Array } {
  const { address } = shared.allocate('narrowGemm', 4);
  // That of the last tensor would keep the tensor.
  return { address, word: new Int32Array(shared.newBuffer(), address, 1) };
}
