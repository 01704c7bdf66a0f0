import { log, type Tensor, type TensorLike } from '../core';
import { checkDistributions } from './probabilities';
import { mapRows, reduceRows, rowsOf, type Matrix, type Row } from './rows';
import { sumOf } from './sum';

/**
 * Shannon's entropy of each row: 0 for a certain outcome, ln K for K equally likely ones.
 *
 * @remarks
 * Formula:  H(p) = −Σₖ pₖ ln pₖ with 0 · ln 0 = 0
 * Gradient: ∂H/∂pₖ = −(ln pₖ + 1), see {@link entropyGradient}
 * Domain:   rows that sum to 1, as far as rounding goes; they are taken as they are. NaN gives NaN
 * Units:    nats
 * @param p - `[K]` or `[N, K]` probabilities
 * @returns `[N]`, or of a tensor `[K]` `[]`; a number for a row that is no tensor
 * @throws {@link DomainError} if a row is no distribution; {@link ShapeError}
 * @example
 * math.entropy([0.5, 0.5]) // 0.6931471805599453
 *
 * Source: [Shannon1948]
 */
export function entropy(p: Row): number;
export function entropy(p: Matrix): Tensor;
export function entropy(p: TensorLike): number | Tensor {
  const rows = rowsOf('entropy', 'p', p);
  checkDistributions('entropy', 'p', rows);
  return reduceRows(rows, (i) => {
    const row = rows.row(i);
    return sumOf(row.length, (k) => (row[k] === 0 ? 0 : -row[k] * log(row[k])));
  });
}

/** The gradient of {@link entropy}, row by row: −(ln pₖ + 1), which is +∞ where pₖ is 0. */
export function entropyGradient(p: Row): number[];
export function entropyGradient(p: Matrix): Tensor;
export function entropyGradient(p: TensorLike): number[] | Tensor {
  const rows = rowsOf('entropyGradient', 'p', p);
  checkDistributions('entropyGradient', 'p', rows);
  return mapRows(rows, (i, out) => rows.row(i).forEach((value, k) => (out[k] = -(log(value) + 1))));
}
