import { DomainError, asTensor, isTensor, log1p, zeros, type Tensor, type TensorLike } from '../core';
import { checkOptions, checkSameDtype, checkSameShape } from '../core/checks';
import { checkReduction, type AnyReduction } from '../core/reduction';
import { softmaxJvp } from '../math';
import { everyClass, exponentials } from '../math/exponentials';
import { classBatch, scaleOf } from './class-batch';
import type { ClassTarget } from './class-targets';
import type { SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';

const NAME = 'softmaxCrossEntropyHvp';

/** The options of the loss that its Hessian depends on. */
export type HvpOptions = Omit<AnyReduction<SoftmaxCrossEntropyOptions>, 'softcap' | 'onEmpty' | 'out'>;

/**
 * The Hessian of {@link softmaxCrossEntropy} with respect to the logits, times a vector, in O(NK). The Hessian is
 * block-diagonal, one K × K block a row, symmetric and positive semidefinite (with a z-loss: where log Σ exp z ≥ 0).
 *
 * @remarks
 * Formula:  (∇²L v)ᵢ = Cᵢ Jᵢvᵢ + 2 λ ωᵢ ((log Σⱼ exp zᵢⱼ) Jᵢvᵢ + (pᵢ·vᵢ) pᵢ) with Jv = p ⊙ (v − p·v), Cᵢ = sᵢ Σₖ wₖ qᵢₖ
 *           (1 without options), over the denominator for `'mean'`
 *           The logits of a linear layer z = xW are linear in W, so its Gauss-Newton matrix is its Hessian, and
 *           the product with a direction V of W is Xᵀ(∇²L (XV)): three calls
 * Domain:   as the loss; rows that do not count give 0. No `softcap`
 * Numerics: v is taken relative to its entry at the largest logit (J·1 = 0), so that confident rows keep their digits
 * Cost:     O(NK)
 * @param logits - `[N, K]`
 * @param target - `[N]` class indices, or `[N, K]` probabilities: through their weights alone
 * @param v - `[N, K]`, of the logits' type
 * @returns `[N, K]`, of the logits' type
 * @throws {@link ShapeError}; {@link LabelError}; {@link OptionError}; {@link DomainError} as the loss
 * @example
 * losses.softmaxCrossEntropyHvp(tensor([[0, 0]]), [0], tensor([[1, 0]])).data // ≈ [0.25, -0.25]
 *
 * Source: [Boyd2004, 3.1.5]; without options [Bishop2006, 4.3.4]
 */
export function softmaxCrossEntropyHvp(
  logits: TensorLike,
  target: ClassTarget,
  v: TensorLike,
  options: HvpOptions = {},
): Tensor {
  const known = [
    'weight',
    'sampleWeight',
    'ignoreIndex',
    'labelSmoothing',
    'zLoss',
    'reduction',
    'normalizer',
  ];
  checkOptions(NAME, options, known);
  checkReduction(NAME, options);
  logits = asTensor(NAME, 'logits', logits, isTensor(v) ? v : target);
  v = asTensor(NAME, 'v', v, logits);
  const batch = classBatch(NAME, logits, target, options);
  const { rows, classes, targets, weight, sampleWeight, labelSmoothing, zLoss = 0, rowWeight } = batch;
  const scale = scaleOf(batch, options);
  checkSameShape(NAME, ['v', v], ['the logits', logits]);
  checkSameDtype(NAME, ['v', v], ['the logits', logits]);

  const out = zeros(logits.shape, { dtype: logits.dtype });
  const [p, q] = [new Float64Array(classes), new Float64Array(classes)];
  for (let i = 0; i < rows; i++) {
    const sample = targets.isIgnored(i) ? 0 : (sampleWeight?.[i] ?? 1);
    if (sample === 0) continue;
    const at = i * classes;
    targets.distribution(i, q);
    let pull = 0;
    for (let k = 0; k < classes; k++) {
      pull += (weight?.[k] ?? 1) * ((1 - labelSmoothing) * q[k] + labelSmoothing / classes);
    }
    const row = Float64Array.from(logits.data.subarray(at, at + classes));
    const { max, argmax, others } = exponentials(row, 1, everyClass, p);
    if (max === -Infinity)
      throw new DomainError(`${NAME}: logits row ${i} is all −∞ and has no distribution`);
    for (let k = 0; k < classes; k++) p[k] /= 1 + others;

    const direction = Float64Array.from(v.data.subarray(at, at + classes));
    const curved = softmaxJvp(
      p,
      direction.map((x) => x - direction[argmax]),
    );
    const factor = sample * pull + 2 * zLoss * rowWeight(i) * (max + log1p(others));
    const mean = 2 * zLoss * rowWeight(i) * p.reduce((sum, pk, k) => sum + pk * direction[k], 0);
    for (let k = 0; k < classes; k++) out.data[at + k] = (factor * curved[k] + mean * p[k]) * scale;
  }
  return out;
}
