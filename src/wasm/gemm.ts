import { borrow } from './borrow';
import { checkLength } from './check-length';
import { fewColumns, fewColumnsBytes, hasFewColumns } from './few-columns';
import { fewRows, hasFewRows } from './few-rows';
import { BIAS, RELU, packedBytes, product, type GemmSizes } from './product';
import { temporary } from './temporary';

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

/**
 * Matrix product of float32: C ← activation(A·B + bias).
 *
 * @remarks
 * Numerics: products and sums in float32, each rounded; sums of 256 products in the order of the inner index (with few
 *           columns, of every fourth product), these sums in order. |error| ≤ (min(K, 256) + ⌈K/256⌉ + 1)·2⁻²⁴·Σ|aᵢₚbₚⱼ| (first order), and the bias's rounding
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
  const { transposeA, transposeB, bias, activation = 'none' } = options;
  const { m, n, k } = sizes;
  checkLength('gemm', 'a', a, m * k);
  checkLength('gemm', 'b', b, k * n);
  checkLength('gemm', 'c', c, m * n);
  checkLength('gemm', 'bias', bias, n);
  const few = hasFewColumns(sizes, options);
  const bytes = few ? fewColumnsBytes(sizes, options) : packedBytes(sizes);
  const flags = (bias ? BIAS : 0) | (activation === 'relu' ? RELU : 0);
  borrow('gemm', [a, b, bias], [c], (a, b, biasAt, c) => {
    if (!few && hasFewRows(sizes, options)) {
      fewRows(a, b, c, biasAt, flags, sizes, options);
      return;
    }
    temporary('gemm', [bytes], (packed) => {
      if (few) {
        fewColumns(a, b, c, biasAt, packed, flags, sizes, options);
        return;
      }
      const left = { at: a, stride: transposeA ? sizes.m : sizes.k, transposed: transposeA };
      const right = { at: b, stride: transposeB ? sizes.k : sizes.n, transposed: transposeB };
      product(left, right, { at: c, stride: sizes.n }, sizes, packed, flags, biasAt);
    });
  });
}
