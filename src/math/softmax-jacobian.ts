import { formatShape, isTensor, ShapeError, zeros, type Tensor } from '../core';
import { checkPair, mapRows, rowsOf, type Row } from './rows';
import { sumOf } from './sum';

/**
 * The Jacobian of softmax times a vector, row by row, in O(K). J is symmetric, so this is the product from the
 * left (vector-Jacobian, backward mode) as well as from the right (Jacobian-vector, forward mode).
 *
 * @remarks
 * Formula: (J v)ₖ = pₖ (vₖ − Σⱼ pⱼ vⱼ); with a temperature divide by τ
 * @param p - softmax's result: one row of K probabilities, or a tensor `[K]` or `[N, K]`
 * @param v - the vectors, of the same shape and type
 * @returns like `p`
 * @throws {@link ShapeError}
 * @example
 * math.softmaxJvp([0.5, 0.5], [1, 0]) // [0.25, -0.25]
 */
export function softmaxJvp(p: Row, v: Row): number[];
export function softmaxJvp(p: Tensor, v: Tensor): Tensor;
export function softmaxJvp(p: Row | Tensor, v: Row | Tensor): number[] | Tensor {
  const [ps, vs] = [rowsOf('softmaxJvp', 'p', p), rowsOf('softmaxJvp', 'v', v)];
  checkPair('softmaxJvp', ['p', p], ['v', v]);
  return mapRows(p, ps, (i, out) => {
    const [pRow, vRow] = [ps.row(i), vs.row(i)];
    const mean = sumOf(pRow.length, (k) => pRow[k] * vRow[k]);
    for (let k = 0; k < out.length; k++) out[k] = pRow[k] * (vRow[k] - mean);
  });
}

/**
 * The Jacobian of softmax at one row of probabilities, `J[k][j] = ∂pₖ/∂zⱼ`: symmetric, positive semidefinite,
 * and its rows sum to 0 (a shift of all logits changes nothing).
 *
 * @remarks
 * Formula:  J = diag(p) − p pᵀ; with a temperature divide by τ
 * Numerics: the diagonal pₖ (1 − pₖ) is computed as pₖ Σ_{j≠k} pⱼ, which does not cancel for pₖ near 1
 * @param p - softmax's result: one row of K probabilities, or a tensor `[K]`
 * @returns `[K, K]`, float64 unless `p` is a float32 tensor
 * @throws {@link ShapeError}
 * @example
 * math.softmaxJacobian([0.5, 0.5]).data // [0.25, -0.25, -0.25, 0.25]
 */
export function softmaxJacobian(p: Row | Tensor): Tensor {
  if (isTensor(p) && p.shape.length !== 1) {
    throw new ShapeError(`softmaxJacobian: p should be one row [K], got ${formatShape(p.shape)}`);
  }
  const row = rowsOf('softmaxJacobian', 'p', p).data;
  const jacobian = zeros([row.length, row.length], isTensor(p) ? p.dtype : 'float64');
  row.forEach((pk, k) => {
    row.forEach((pj, j) => (jacobian.data[k * row.length + j] = -pk * pj));
    jacobian.data[k * row.length + k] = pk * sumOf(row.length, (j) => (j === k ? 0 : row[j]));
  });
  return jacobian;
}
