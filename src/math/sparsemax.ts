import type { Tensor, TensorLike } from '../core';
import { entmaxProbabilities } from './entmax-probabilities';
import type { Matrix, Row } from './rows';
import type { SoftmaxOptions } from './softmax-options';

/**
 * Sparsemax of each row: the distribution nearest to the logits, in which all but the largest have probability 0.
 *
 * @remarks
 * Formula:  pₖ = max(0, zₖ/τ − t) with the t for which Σₖ pₖ = 1; the minimum over distributions of |p − z/τ|²
 * Gradient: ∂pₖ/∂zⱼ = ([k = j] − 1/|S|)/τ for k, j in the support S = {k: pₖ > 0}, else 0
 * Domain:   as of {@link softmax}: z finite or −∞ (probability 0), at least one finite a row; a NaN makes its whole row
 *           NaN, +∞ is an error. Equal logits have equal probabilities
 * Numerics: t to 100 bits by Newton's steps, which end after at most K; error ≤ 1 ulp or 2⁻¹⁰⁵, measured in entmax-probabilities.test.ts
 *           against 50 digits. float32 is computed in float64 and rounded once
 * Cost:     O(NK) for most rows: passes after the first see the logits less than τ below the maximum
 * @param z - `[K]` or `[N, K]` logits
 * @returns of the shape of `z`, a `number[]` for a row that is no tensor
 * @throws {@link DomainError} if a row is −∞ or masked throughout, or has a +∞
 * @throws {@link OptionError} if the temperature is not positive; {@link ShapeError}
 * @example
 * math.sparsemax([0.5, 0.25, -1])                     // [0.625, 0.375, 0]
 * math.sparsemax([3, 1, 0])                           // [1, 0, 0]
 * math.sparsemax([3, 1, 0], { temperature: 4 })       // [0.75, 0.25, 0]
 *
 * Source: [MartinsAstudillo2016]
 */
export function sparsemax(z: Row, options?: SoftmaxOptions): number[];
export function sparsemax(z: Matrix, options?: SoftmaxOptions): Tensor;
export function sparsemax(z: TensorLike, options: SoftmaxOptions = {}): number[] | Tensor {
  return entmaxProbabilities('sparsemax', 1, z, options);
}
