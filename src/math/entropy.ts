import { log, type Tensor } from '../core';
import { checkProbabilities } from './probabilities';
import { mapRows, reduceRows, rowsOf, type Row } from './rows';
import { sumOf } from './sum';

/**
 * Shannon's entropy of each row: 0 for a certain outcome, ln K for K equally likely ones.
 *
 * @remarks
 * Formula:  H(p) = −Σₖ pₖ ln pₖ with 0 · ln 0 = 0
 * Gradient: ∂H/∂pₖ = −(ln pₖ + 1), see {@link entropyGradient}
 * Domain:   p ≥ 0; the rows are taken as they are, not normalised; NaN gives NaN
 * Units:    nats
 * @param p - one row of K probabilities, or a tensor `[K]` or `[N, K]`
 * @returns a number, or a tensor `[N]` (of a tensor `[K]`: `[]`)
 * @throws {@link DomainError} if a probability is negative or infinite; {@link ShapeError}
 * @example
 * math.entropy([0.5, 0.5]) // 0.6931471805599453
 *
 * Source: [Shannon1948]
 */
export function entropy(p: Row): number;
export function entropy(p: Tensor): Tensor;
export function entropy(p: Row | Tensor): number | Tensor {
  const rows = rowsOf('entropy', 'p', p);
  checkProbabilities('entropy', 'p', rows);
  return reduceRows(p, rows, (i) => {
    const row = rows.row(i);
    return sumOf(row.length, (k) => (row[k] === 0 ? 0 : -row[k] * log(row[k])));
  });
}

/** The gradient of {@link entropy}, row by row: −(ln pₖ + 1), which is +∞ where pₖ is 0. */
export function entropyGradient(p: Row): number[];
export function entropyGradient(p: Tensor): Tensor;
export function entropyGradient(p: Row | Tensor): number[] | Tensor {
  const rows = rowsOf('entropyGradient', 'p', p);
  checkProbabilities('entropyGradient', 'p', rows);
  return mapRows(p, rows, (i, out) => rows.row(i).forEach((value, k) => (out[k] = -(log(value) + 1))));
}
