import { DomainError } from '../core';

/** Pivots that are swept at once: a row of the matrix is then loaded and stored once for four of them. */
const BLOCK = 32;

/**
 * Inverts a symmetric, positive definite matrix `[size, size]` in place: by the sweep operator in blocks, on the lower triangle,
 * which is then copied to the upper one. No pivoting is needed for such a matrix.
 *
 * @throws {@link DomainError} if it is not positive definite
 * Source: [Goodnight1979]
 */
export function invertSymmetric(where: string, a: Float64Array, size: number): void {
  for (let start = 0; start < size; start += BLOCK)
    sweepBlock(where, a, size, start, Math.min(BLOCK, size - start));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) a[j * size + i] = a[i * size + j] = -a[i * size + j];
  }
}

/**
 * With the pivots K and the others R: A_KK ← −A_KK⁻¹, A_RK ← A_RK·A_KK⁻¹, A_RR ← A_RR − A_RK·A_KK⁻¹·A_KR. After all have been
 * pivots, A is −A⁻¹.
 */
function sweepBlock(where: string, a: Float64Array, size: number, start: number, block: number): void {
  const inverse = pivotInverse(where, a, size, start, block);
  // Before the update: A_KR, whose parts left and right of the pivots lie in rows and in columns of the lower triangle.
  const across = new Float64Array(block * size);
  for (let k = 0; k < block; k++) {
    for (let j = 0; j < start; j++) across[k * size + j] = a[(start + k) * size + j];
    for (let j = start + block; j < size; j++) across[k * size + j] = a[j * size + start + k];
  }
  const factors = new Float64Array(block);
  for (let i = 0; i < size; i++) {
    if (i >= start && i < start + block) continue;
    for (let k = 0; k < block; k++) {
      factors[k] = 0;
      for (let m = 0; m < block; m++) factors[k] += inverse[m * block + k] * across[m * size + i];
    }
    subtractRows(a, i * size, i + 1, factors, across, size);
    for (let k = 0; k < block; k++) {
      if (i > start) a[i * size + start + k] = factors[k];
      else a[(start + k) * size + i] = factors[k];
    }
  }
  for (let k = 0; k < block; k++) {
    for (let m = 0; m <= k; m++) a[(start + k) * size + start + m] = -inverse[k * block + m];
  }
}

/** a[at + j] −= Σₖ factors[k]·rows[k, j] for the first `count` j. */
function subtractRows(
  a: Float64Array,
  at: number,
  count: number,
  factors: Float64Array,
  rows: Float64Array,
  width: number,
): void {
  let k = 0;
  for (; k + 4 <= factors.length; k += 4) {
    const [f0, f1, f2, f3] = [factors[k], factors[k + 1], factors[k + 2], factors[k + 3]];
    const [r0, r1, r2, r3] = [k * width, (k + 1) * width, (k + 2) * width, (k + 3) * width];
    for (let j = 0; j < count; j++)
      a[at + j] -= f0 * rows[r0 + j] + f1 * rows[r1 + j] + f2 * rows[r2 + j] + f3 * rows[r3 + j];
  }
  for (; k < factors.length; k++) {
    for (let j = 0; j < count; j++) a[at + j] -= factors[k] * rows[k * width + j];
  }
}

/** A_KK⁻¹, by Gauss and Jordan. */
function pivotInverse(
  where: string,
  a: Float64Array,
  size: number,
  start: number,
  block: number,
): Float64Array {
  const m = new Float64Array(block * block);
  for (let i = 0; i < block; i++) {
    for (let j = 0; j <= i; j++) m[i * block + j] = m[j * block + i] = a[(start + i) * size + start + j];
  }
  for (let k = 0; k < block; k++) {
    const pivot = m[k * block + k];
    if (!(pivot > 0)) {
      throw new DomainError(
        `${where}: the matrix is not positive definite (pivot ${start + k} is ${pivot}); raise l2`,
      );
    }
    m[k * block + k] = 1;
    for (let j = 0; j < block; j++) m[k * block + j] /= pivot;
    for (let i = 0; i < block; i++) {
      if (i === k) continue;
      const factor = m[i * block + k];
      m[i * block + k] = 0;
      for (let j = 0; j < block; j++) m[i * block + j] -= factor * m[k * block + j];
    }
  }
  return m;
}
