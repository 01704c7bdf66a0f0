import { isTensor, log1p } from '../core';
import { isFloat64 } from '../core/typed-array';
import type { Weights } from '../core/weights';
import { everyClass, exponentials } from '../math/exponentials';
import * as kernels from '../wasm';
import type { SoftmaxCrossEntropyRun } from '../wasm';
import { classBatch, type ClassBatch } from './class-batch';
import type { ClassTarget } from './class-targets';
import { int32IgnoreIndex, int32Labels } from './int32-labels';
import { allMasked, checkMasked } from './label-rows';
import { defineLoss, type BatchShape, type KernelResults, type RowKernel } from './loss';
import { warnOfProbabilities } from './probability-warning';
import type { ReductionOptions } from './reduction';
import { applySoftcap } from './soft-cap';
import { splitSum, sumWithout, type SplitSum } from './split-sum';
import { usesKernel } from './uses-kernel';

export interface SoftmaxCrossEntropyOptions extends ReductionOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
  /** `[N]` weight of each row; a row of weight 0 is masked out, whatever its logits. */
  sampleWeight?: Weights;
  /**
   * Rows of this class are left out of loss, gradient and denominator; −100 by default. It ignores *rows*:
   * the class itself, if it is one, stays in every other row's softmax (to drop a class, mask its logit
   * with −∞). A row of probabilities is ignored if it is the one-hot encoding of this class: only zeros
   * when `ignoreIndex` is no class.
   */
  ignoreIndex?: number;
  /** ε of [0, 1]: the target becomes (1 − ε)·target + ε/K. 0 by default. */
  labelSmoothing?: number;
  /** Coefficient of the z-loss, the squared log of the softmax's denominator. None by default. */
  zLoss?: number;
  /** c > 0: replaces each logit by c·tanh(z/c), before everything else. None by default. */
  softcap?: number;
}

const NAME = 'softmaxCrossEntropy';

/**
 * Softmax cross-entropy of logits against class indices or probabilities, one loss per row.
 *
 * @remarks
 * Formula:  ℓᵢ = sᵢ Σₖ wₖ qᵢₖ (log Σⱼ exp zᵢⱼ − zᵢₖ) + λ ωᵢ (log Σⱼ exp zᵢⱼ)²
 *           with q = (1 − ε)·target + ε/K, weights w (class) and s (sample), λ the coefficient `zLoss`;
 *           for class indices without options ℓᵢ = log Σₖ exp zᵢₖ − zᵢ,yᵢ
 * Gradient: ∂ℓᵢ/∂zᵢₖ = (Σⱼ cⱼ) pₖ − cₖ + 2 λ ωᵢ (log Σⱼ exp zᵢⱼ) pₖ with p = softmax(zᵢ), cₖ = sᵢ wₖ qᵢₖ;
 *           times 1 − tanh²(z/c) under `softcap`
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; ωᵢ = sᵢ·w of the row's class for indices, ωᵢ = sᵢ
 *           for probabilities (both as in PyTorch, which lacks s). If that is 0, see `onEmpty`; the gradient
 *           is then 0.
 *           Free of the weights' scale, in float32 too: weights of 1e-50 or 1e40 mean what 1 means. A sum keeps it
 * Domain:   z finite or −∞, one finite a row; −∞ masks a class out: its probability is 0, and so is its gradient, for
 *           0·∞ counts as 0. But a target that gives it weight (smoothing does) makes the loss +∞ and its gradient
 *           −cₖ. A row with NaN or +∞ gives NaN.
 * Units:    nats
 * Numerics: the row's maximum is subtracted and its own exp(0) = 1 kept apart, so no digit is lost for
 *           confident rows; index targets: loss and gradient within 4 ulp for K ≤ 10 (tested against 50 digits).
 *           float32 batches of 512 logits and more: each loss and gradient within 2 ulp of float32, with other
 *           options than weights and `ignoreIndex` the gradient within 2 ulp of its larger term, and the z-loss's
 *           share of λω L² with L = log Σⱼ exp zⱼ within 2 ulp, or 2 ulp of λω |L| where |L| < 1
 * Cost:     O(NK); allocates O(K) when `out` is given
 *
 * `withGradient` returns the z-loss's share of `loss` also by itself, as `zLoss`, when it is asked for.
 *
 * @param logits - `[N, K]` unnormalised log-probabilities
 * @param target - `[N]` class indices, or `[N, K]` probabilities (rows that sum to 1)
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[1, 2, 3], [0, 0, 0]]);
 * losses.softmaxCrossEntropy(logits, [2, 0])                         // ≈ 0.753109
 * losses.softmaxCrossEntropy(logits, [2, 0], { reduction: 'none' }).data // ≈ [0.407606, 1.098612]
 * losses.softmaxCrossEntropy(logits, [2, -100])                      // ≈ 0.407606
 * losses.softmaxCrossEntropy.withGradient(logits, [2, 0]).gradient.data // ≈ [0.0450, 0.1224, -0.1674, -0.3333, 0.1667, 0.1667]
 *
 * Source: [Bridle1990]; smoothing [Szegedy2016], z-loss [Chowdhery2022], soft cap [Gemma2024];
 * cf. torch.nn.functional.cross_entropy
 */
export const softmaxCrossEntropy = defineLoss<ClassTarget, SoftmaxCrossEntropyOptions, 'zLoss'>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex', 'labelSmoothing', 'zLoss', 'softcap'],
  prepare(logits, target, options) {
    const batch = classBatch(NAME, logits, target, options);
    warnOfProbabilities(NAME, logits, 'logits');
    const { rows, classes, denominator, unit, zLoss } = batch;
    const shape: BatchShape = {
      width: classes,
      shape: [rows],
      denominator,
      unit,
      parts: zLoss === undefined ? [] : ['zLoss'],
    };
    if (!usesKernel(logits)) return Object.assign(shape, { row: rowKernel(batch) });
    const kernel = (results: KernelResults): void => runKernel(batch, logits.data as Float32Array, results);
    // Spread into a new object beside a function it would get a hidden class of its own at each call.
    return Object.assign(shape, { kernel });
  },
});

/** The loss and gradient of a row of the batch in float64; overwrites the row with its capped logits. */
export function rowKernel(batch: ClassBatch): RowKernel {
  const { classes, targets, weight, sampleWeight, labelSmoothing, zLoss, softcap, rowWeight } = batch;
  const c = new Float64Array(classes);
  const e = new Float64Array(classes);
  const slope = new Float64Array(classes).fill(1);

  return (i, z, gradient, parts) => {
    const sample = targets.isIgnored(i) ? 0 : (sampleWeight?.[i] ?? 1);
    parts.fill(0);
    gradient.fill(0);
    if (sample === 0) return 0;

    targets.distribution(i, c);
    for (let k = 0; k < classes; k++) {
      const q = labelSmoothing === 0 ? c[k] : (1 - labelSmoothing) * c[k] + labelSmoothing / classes;
      c[k] = sample * (weight?.[k] ?? 1) * q;
    }
    if (softcap !== undefined) applySoftcap(z, softcap, slope);
    const { max, argmax, others } = exponentials(z, 1, everyClass, e);
    if (max === -Infinity) throw allMasked(batch.where, i);
    const sum: SplitSum = { values: e, top: argmax, rest: others };
    const total = 1 + others; // Σ exp(zₖ − max), whose largest summand is 1; NaN if a logit is NaN or +∞
    const logSum = log1p(others);
    const pull = splitSum(c);
    const zPull = zLoss === undefined ? 0 : zLoss * rowWeight(i) * (max + logSum);

    let loss = 0;
    for (let k = 0; k < classes; k++) {
      const p = e[k] / total;
      // (Σⱼ cⱼ) pₖ − cₖ with what cancels taken out: cₖ pₖ
      gradient[k] = sumWithout(pull, k) * p - (c[k] * sumWithout(sum, k)) / total;
      gradient[k] = (gradient[k] + 2 * zPull * p) * slope[k];
      if (c[k] !== 0) loss += c[k] * (max - z[k] + logSum);
    }
    if (zLoss === undefined) return loss;
    parts[0] = zPull * (max + logSum);
    return loss + parts[0];
  };
}

/** Losses and gradients of a whole float32 batch, with these logits; they may lie where the gradient goes. */
function runKernel(
  batch: ClassBatch,
  logits: Float32Array,
  { scale, gradient, losses, parts }: KernelResults,
): void {
  const run = { logits, scale, gradient, losses, zLosses: parts[0] };
  kernels.softmaxCrossEntropy(Object.assign(run, kernelOptions(batch)));
  checkMasked(batch.where, losses);
}

/** What a float32 kernel is told of a batch beside its logits. */
export function kernelOptions(
  batch: ClassBatch,
): Omit<SoftmaxCrossEntropyRun, 'logits' | 'losses' | 'scale'> {
  const { rows, target, targets, weight, sampleWeight, labelSmoothing, zLoss, softcap } = batch;
  const countsAll = !sampleWeight && (!isTensor(target) || targets.counted === rows);
  return {
    target: isTensor(target) ? (target.data as Float32Array) : int32Labels(target, batch.ignoreIndex),
    ignoreIndex: int32IgnoreIndex(batch.ignoreIndex),
    classWeights: isFloat64(weight) ? weight : weight && Float64Array.from(weight),
    rowWeights: countsAll ? undefined : countedRows(batch),
    labelSmoothing,
    zLoss,
    softcap,
  };
}

/** Each row's own weight: 0 where it is ignored. */
function countedRows({ rows, targets, sampleWeight }: ClassBatch): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => (targets.isIgnored(i) ? 0 : (sampleWeight?.[i] ?? 1)));
}
