import type { Tensor, TensorLike } from '../core';
import { entmaxProbabilities } from './entmax-probabilities';
import type { Matrix, Row } from './rows';
import type { SoftmaxOptions } from './softmax-options';

/**
 * 1.5-entmax of each row: between softmax (α = 1) and sparsemax (α = 2), with zeros as the latter, smooth as the former.
 *
 * @remarks
 * Formula:  pₖ = max(0, zₖ/(2τ) − t)² with the t for which Σₖ pₖ = 1
 * Gradient: ∂pₖ/∂zⱼ = ([k = j] sₖ − sₖ sⱼ/Σᵢ sᵢ)/τ with sₖ = √pₖ
 * Domain:   as of {@link softmax}: z finite or −∞ (probability 0), at least one finite a row; a NaN makes its whole row
 *           NaN, +∞ is an error. Equal logits have equal probabilities
 * Numerics: t to 100 bits by Newton's steps, which converge quadratically; error ≤ 1 ulp or 2⁻¹⁰⁵, measured in entmax-probabilities.test.ts
 *           against 50 digits. float32 is computed in float64 and rounded once
 * Cost:     O(NK) for most rows: passes after the first see the logits less than 2τ below the maximum
 * @param z - `[K]` or `[N, K]` logits
 * @returns of the shape of `z`, a `number[]` for a row that is no tensor
 * @throws {@link DomainError} if a row is −∞ or masked throughout, or has a +∞
 * @throws {@link OptionError} if the temperature is not positive; {@link ShapeError}
 * @example
 * math.entmax15([1, 1, 1, 1])   // [0.25, 0.25, 0.25, 0.25]
 * math.entmax15([1, 0, -1])     // ≈ [0.8307, 0.1693, 0]
 * math.entmax15([3, 1, 0])      // [1, 0, 0]
 *
 * Source: [Peters2019]
 */
export function entmax15(z: Row, options?: SoftmaxOptions): number[];
export function entmax15(z: Matrix, options?: SoftmaxOptions): Tensor;
export function entmax15(z: TensorLike, options: SoftmaxOptions = {}): number[] | Tensor {
  return entmaxProbabilities('entmax15', 2, z, options);
}
