import { DomainError, ShapeError, asTensor, formatShape, type TensorLike } from '../core';

/**
 * Solves Ax = b for a symmetric, positive definite A, by A = LLᵀ. Only the lower triangle of A is read.
 *
 * @param where - the calling function's name, for the error
 * @param a - `[D, D]`
 * @throws {@link DomainError} that names the pivot if A is not positive definite
 */
export function solveCholesky(where: string, a: TensorLike, b: ArrayLike<number>): Float64Array {
  a = asTensor(where, 'the Hessian', a);
  const size = b.length;
  if (a.shape.length !== 2 || a.shape[0] !== size || a.shape[1] !== size) {
    throw new ShapeError(`${where}: the Hessian should be [${size}, ${size}], got ${formatShape(a.shape)}`);
  }
  return choleskySolver(where, Float64Array.from(a.data), size)(b);
}

/**
 * Factors A = LLᵀ once, for several right-hand sides.
 *
 * @param lower - A's lower triangle in `[D, D]`; overwritten by L
 * @returns b ↦ A⁻¹b
 */
export function choleskySolver(
  where: string,
  lower: Float64Array,
  size: number,
  name = 'the Hessian',
): (b: ArrayLike<number>) => Float64Array {
  for (let j = 0; j < size; j++) {
    const pivot = lower[j * size + j] - dotRows(lower, size, j, j, j);
    if (!(pivot > 0)) {
      throw new DomainError(
        `${where}: ${name} is not positive definite (pivot ${j} is ${pivot}); ` +
          'add a penalty λ/2·‖w‖², or drop features that depend on each other',
      );
    }
    lower[j * size + j] = Math.sqrt(pivot);
    for (let i = j + 1; i < size; i++) {
      lower[i * size + j] = (lower[i * size + j] - dotRows(lower, size, i, j, j)) / lower[j * size + j];
    }
  }
  return (b) => {
    const x = Float64Array.from(b);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i] -= lower[i * size + k] * x[k];
      x[i] /= lower[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i] -= lower[k * size + i] * x[k];
      x[i] /= lower[i * size + i];
    }
    return x;
  };
}

/** Σ_{k < count} m[i, k]·m[j, k]. */
function dotRows(m: Float64Array, size: number, i: number, j: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += m[i * size + k] * m[j * size + k];
  return sum;
}
