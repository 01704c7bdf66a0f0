import { log, log1p, type Tensor, type TensorLike } from '../core';
import { minusRatio } from './cross-entropy';
import { distributions } from './probabilities';
import { reduceRows, type Row } from './rows';
import { sumOf } from './sum';

/**
 * The Kullback-Leibler divergence of distributions, row by row: what believing q costs beyond the entropy of p.
 * Not symmetric; 0 for p = q, and otherwise positive (Gibbs' inequality) up to the rounding of p and q.
 *
 * @remarks
 * Formula:  KL(p ‖ q) = Σₖ pₖ ln(pₖ/qₖ), with 0 · ln 0 = 0; ∞ if q excludes what p allows
 * Gradient: ∂/∂qₖ = −pₖ/qₖ, see {@link klDivergenceGradient}; ∂/∂pₖ = ln(pₖ/qₖ) + 1
 * Domain:   rows that sum to 1, as far as rounding goes; they are taken as they are. NaN gives NaN
 * Units:    nats
 * Numerics: the logarithm of a ratio near 1 is log1p((pₖ − qₖ)/qₖ)
 * @param p - the true distribution: `[K]` or `[N, K]` probabilities
 * @param q - the assumed one, of the same shape
 * @returns `[N]`, or of tensors `[K]` `[]`; a number for rows that are no tensors
 * @throws {@link DomainError} if a row is no distribution; {@link ShapeError}; {@link DTypeError}
 * @example
 * math.klDivergence([0, 1], [0.5, 0.5]) // 0.6931471805599453
 *
 * Source: [KullbackLeibler1951]; the arguments in the order of the formula, unlike torch.nn.functional.kl_div
 */
export function klDivergence(p: Row, q: Row): number;
export function klDivergence(p: TensorLike, q: TensorLike): Tensor;
export function klDivergence(p: TensorLike, q: TensorLike): number | Tensor {
  const [ps, qs] = distributions('klDivergence', p, q);
  return reduceRows(ps, (i) => {
    const [pRow, qRow] = [ps.row(i), qs.row(i)];
    return sumOf(pRow.length, (k) =>
      pRow[k] === 0 && qRow[k] === qRow[k] ? 0 : pRow[k] * logRatio(pRow[k], qRow[k]),
    );
  });
}

/** The gradient of {@link klDivergence} with respect to q, row by row: −pₖ/qₖ, with 0/0 = 0. */
export function klDivergenceGradient(p: Row, q: Row): number[];
export function klDivergenceGradient(p: TensorLike, q: TensorLike): Tensor;
export function klDivergenceGradient(p: TensorLike, q: TensorLike): number[] | Tensor {
  return minusRatio('klDivergenceGradient', p, q);
}

/** ln(p/q) for p > 0: a ratio of small numbers may over- or underflow, one near 1 would lose its digits. */
function logRatio(p: number, q: number): number {
  return p < 2 * q && q < 2 * p ? log1p((p - q) / q) : log(p) - log(q);
}
