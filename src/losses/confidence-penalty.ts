import type { Labels } from '../core';
import { checkNonNegative } from '../core/checks';
import * as kernels from '../wasm';
import { times } from './elementwise';
import { int32Labels } from './int32-labels';
import { allMasked, labelRows, softmaxRow, type LabelRows, type WeightedLabelOptions } from './label-rows';
import { defineLoss, type KernelResults } from './loss';
import { usesKernel } from './uses-kernel';

export interface ConfidencePenaltyOptions extends WeightedLabelOptions {
  /** β ≥ 0, the coefficient of the entropy; 0.1 by default, 0 is the cross-entropy. */
  beta?: number;
}

const NAME = 'confidencePenalty';

/**
 * Softmax cross-entropy of logits against class indices with a penalty on confidence, one loss per row: the entropy of the
 * predictions is subtracted.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (−log p_y − β H(p)) with p = softmax(zᵢ), y = yᵢ, ωᵢ = sᵢ·w_y, weights w (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ (pₖ − [k = y] + β pₖ (log pₖ + H(p)))
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; a masked label gives the loss +∞; a row with NaN or +∞ gives NaN
 * Units:    nats
 * Numerics: H(p) and log pₖ + H(p) are made of max − zₖ, whose terms do not cancel for confident rows; the cross-entropy and
 *           its penalty may. float32 batches of 512 logits and more: each loss and gradient within 4 ulp of its larger term
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]` unnormalised log-probabilities
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[1, 2, 3], [0, 0, 0]]);
 * losses.confidencePenalty(logits, [2, 0])                                            // ≈ 0.656559
 * losses.confidencePenalty(logits, [2, 0], { beta: 1, reduction: 'none' }).data        // ≈ [-0.424790, 0]
 *
 * Source: [Pereyra2017]
 */
export const confidencePenalty = defineLoss<Labels, ConfidencePenaltyOptions>({
  name: NAME,
  options: ['beta', 'weight', 'sampleWeight', 'ignoreIndex'],
  prepare(logits, given, { beta = 0.1, ...options }) {
    checkNonNegative(NAME, 'beta', beta);
    const rows = labelRows(NAME, logits, given, options);
    const { labels, shape, rowWeight } = rows;
    if (usesKernel(logits)) {
      return { ...shape, kernel: float32Kernel(logits.data as Float32Array, rows, beta) };
    }
    const p = new Float64Array(shape.width);
    return {
      ...shape,
      row(i, z, gradient) {
        const omega = rowWeight(i);
        gradient.fill(0);
        if (omega === 0) return 0;
        const { max, logSum, rest } = softmaxRow(NAME, i, z, p);
        let gap = 0; // of the maximum to the mean logit: H(p) − logSum
        for (let k = 0; k < p.length; k++) gap += times(p[k], max - z[k]);
        const y = labels[i];
        for (let k = 0; k < p.length; k++) {
          const slope = k === y ? -rest(y) : p[k];
          gradient[k] = omega * (slope + beta * times(p[k], gap - (max - z[k])));
        }
        return omega * (max - z[y] + (1 - beta) * logSum - beta * gap);
      },
    };
  },
});

function float32Kernel(
  logits: Float32Array,
  { labels, ignoreIndex, rowWeight, shape: { width } }: LabelRows,
  beta: number,
): (results: KernelResults) => void {
  const rowWeights = Float64Array.from(labels, (_, i) => rowWeight(i));
  return ({ scale, gradient, losses }) => {
    for (let i = 0; i < losses.length; i++) {
      if (rowWeights[i] !== 0 && isMasked(logits, i * width, width)) throw allMasked(NAME, i);
    }
    const given = int32Labels(labels, ignoreIndex);
    kernels.confidencePenalty({ logits, labels: given, rowWeights, beta, scale, gradient, losses });
  };
}

function isMasked(z: Float32Array, from: number, width: number): boolean {
  for (let k = from; k < from + width; k++) if (z[k] !== -Infinity) return false;
  return true;
}
