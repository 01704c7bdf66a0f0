import { log, type Tensor, type TensorLike } from '../core';
import { distributions } from './probabilities';
import { mapRows, reduceRows, type Row } from './rows';
import { sumOf } from './sum';

/**
 * The cross-entropy of distributions, row by row: the mean surprise of someone who believes q when p is true.
 * For logits use `losses.softmaxCrossEntropy`, which does not lose the digits of small probabilities.
 *
 * @remarks
 * Formula:  H(p, q) = −Σₖ pₖ ln qₖ = H(p) + KL(p ‖ q), with 0 · ln 0 = 0; ∞ if q excludes what p allows
 * Gradient: ∂/∂qₖ = −pₖ/qₖ, see {@link crossEntropyGradient}; ∂/∂pₖ = −ln qₖ
 * Domain:   rows that sum to 1, as far as rounding goes; they are taken as they are. NaN gives NaN
 * Units:    nats
 * @param p - the true distribution: `[K]` or `[N, K]` probabilities
 * @param q - the assumed one, of the same shape
 * @returns `[N]`, or of tensors `[K]` `[]`; a number for rows that are no tensors
 * @throws {@link DomainError} if a row is no distribution; {@link ShapeError}; {@link DTypeError}
 * @example
 * math.crossEntropy([0, 1], [0.5, 0.5]) // 0.6931471805599453
 *
 * Source: [CoverThomas2006] chapter 2
 */
export function crossEntropy(p: Row, q: Row): number;
export function crossEntropy(p: TensorLike, q: TensorLike): Tensor;
export function crossEntropy(p: TensorLike, q: TensorLike): number | Tensor {
  const [ps, qs] = distributions('crossEntropy', p, q);
  return reduceRows(ps, (i) => {
    const [pRow, qRow] = [ps.row(i), qs.row(i)];
    return sumOf(pRow.length, (k) => (pRow[k] === 0 && qRow[k] === qRow[k] ? 0 : -pRow[k] * log(qRow[k])));
  });
}

/** The gradient of {@link crossEntropy} with respect to q, row by row: −pₖ/qₖ, with 0/0 = 0. */
export function crossEntropyGradient(p: Row, q: Row): number[];
export function crossEntropyGradient(p: TensorLike, q: TensorLike): Tensor;
export function crossEntropyGradient(p: TensorLike, q: TensorLike): number[] | Tensor {
  return minusRatio('crossEntropyGradient', p, q);
}

/** −pₖ/qₖ, row by row: the gradient with respect to q of the Kullback-Leibler divergence as well. */
export function minusRatio(where: string, p: TensorLike, q: TensorLike): number[] | Tensor {
  const [ps, qs] = distributions(where, p, q);
  return mapRows(ps, (i, out) => {
    const [pRow, qRow] = [ps.row(i), qs.row(i)];
    for (let k = 0; k < out.length; k++) out[k] = pRow[k] === 0 && qRow[k] === 0 ? 0 : 0 - pRow[k] / qRow[k];
  });
}
