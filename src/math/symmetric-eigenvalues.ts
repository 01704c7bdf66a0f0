import { DomainError, ShapeError, asTensor, formatShape, type Tensor, type TensorLike } from '../core';
import { checkMatrix } from '../core/checks';

/** Convergence is quadratic: six to ten sweeps do. */
const MAX_SWEEPS = 50;

/**
 * The eigenvalues of a symmetric matrix in ascending order, by Jacobi's rotations.
 *
 * @remarks
 * Numerics: error of a few ulp of the largest eigenvalue. The two triangles are averaged, so that rounding in
 *           the caller's sums does no harm.
 * Cost:     O(D³) a sweep, some eight sweeps: for D of a few hundred at most
 * @param matrix - `[D, D]`
 * @throws {@link ShapeError} unless it is square; {@link DomainError} if an element is not finite, or the
 * matrix is not symmetric to 1e-8 of its largest element
 * @example
 * math.symmetricEigenvalues(tensor([[2, 1], [1, 2]])) // ≈ [1, 3]
 * Source: [GolubVanLoan2013], 8.5
 */
export function symmetricEigenvalues(matrix: TensorLike): Float64Array {
  const where = 'symmetricEigenvalues';
  matrix = asTensor(where, 'matrix', matrix);
  const [size, columns] = checkMatrix(where, 'matrix', matrix);
  if (size !== columns) throw new ShapeError(`${where}: expected [D, D], got ${formatShape(matrix.shape)}`);
  const a = symmetrised(where, matrix, size);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotated = rotate(a, size, p, q) || rotated;
    }
    if (!rotated) break;
  }
  return Float64Array.from({ length: size }, (_, i) => a[i * size + i]).sort();
}

function symmetrised(where: string, { data }: Tensor, size: number): Float64Array {
  const a = Float64Array.from(data);
  const bad = a.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new DomainError(
      `${where}: element [${Math.floor(bad / size)}, ${bad % size}] is ${a[bad]}, expected a finite number`,
    );
  }
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [a[i * size + j], a[j * size + i]];
      if (Math.abs(below - above) > 1e-8 * largest) {
        throw new DomainError(
          `${where}: the matrix is not symmetric: [${i}, ${j}] is ${below}, [${j}, ${i}] is ${above}`,
        );
      }
      a[i * size + j] = a[j * size + i] = (below + above) / 2;
    }
  }
  return a;
}

/** Turns in the plane of p and q so that a[p, q] becomes 0; returns whether there was anything to turn. */
function rotate(a: Float64Array, size: number, p: number, q: number): boolean {
  const [app, aqq, apq] = [a[p * size + p], a[q * size + q], a[p * size + q]];
  // Below this the diagonal does not see it any more, even where it is small itself.
  if (Math.abs(apq) <= Number.EPSILON * 0.25 * Math.sqrt(Math.abs(app) * Math.abs(aqq)) || apq === 0) {
    return false;
  }
  const ratio = (aqq - app) / (2 * apq);
  const t = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    if (k === p || k === q) continue;
    const [akp, akq] = [a[k * size + p], a[k * size + q]];
    a[k * size + p] = a[p * size + k] = c * akp - s * akq;
    a[k * size + q] = a[q * size + k] = s * akp + c * akq;
  }
  a[p * size + p] = app - t * apq;
  a[q * size + q] = aqq + t * apq;
  a[p * size + q] = a[q * size + p] = 0;
  return true;
}
