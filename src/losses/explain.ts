import {
  asTensor,
  convert,
  isTensor,
  jupyterDisplay,
  newTensor,
  zeros,
  type Displayable,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkOptions } from '../core/checks';
import { displayTable } from '../core/display-table';
import type { AnyReduction } from '../core/reduction';
import { classBatch, scaleOf } from './class-batch';
import type { ClassTarget } from './class-targets';
import { applySoftcap } from './soft-cap';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';

/** The options that change a gradient, in the order in which {@link explain} turns them on. */
export type GradientTerm = 'labelSmoothing' | 'weight' | 'sampleWeight' | 'zLoss' | 'softcap';

/** The gradient of the softmax cross-entropy, term by term. Shows itself as a table: one line a logit. */
export interface Explanation extends Displayable {
  /** `[N, K]` each, float64; only what is turned on. They add up to `gradient`. */
  readonly terms: { readonly crossEntropy: Tensor } & { readonly [name in GradientTerm]?: Tensor };
  /** That of `softmaxCrossEntropy.withGradient`. */
  readonly gradient: Tensor;
}

/**
 * Splits the gradient of {@link softmaxCrossEntropy} into what each option adds to it, logit by logit.
 *
 * @remarks
 * Formula:  every term times 1/denominator for `'mean'`; p = softmax(z) (of the capped logits under `softcap`)
 *           crossEntropy    (Σⱼ tⱼ) pₖ − tₖ, the target's Σⱼ tⱼ being 1: forecast minus fact
 *           labelSmoothing  ε (tₖ − 1/K): pulls the label back, pushes every class alike
 *           weight          (Σⱼ wⱼqⱼ − 1) pₖ − (wₖ − 1) qₖ with the smoothed target q
 *           sampleWeight    (sᵢ − 1) times the sum of the terms above
 *           zLoss           2 λ ωᵢ (log Σⱼ exp zⱼ) pₖ
 *           softcap         −tanh²(zₖ/c) times the sum of the terms above
 *           The order matters: each term is what its option changes when those above it are on already.
 * Domain:   as {@link softmaxCrossEntropy}; rows that do not count (ignored, or of sample weight 0) are 0 in every
 *           term
 * Numerics: computed in float64. The terms are differences of gradients: each is good to a few ulp of the largest
 *           term of its logit, and their sum is the gradient within 8 ulp of that (float32: the gradient's own 2 ulp)
 * Cost:     a backward pass for each term
 * @param logits - `[N, K]`
 * @param target - `[N]` class indices, or `[N, K]` probabilities
 * @param options - as of softmaxCrossEntropy
 * @throws as softmaxCrossEntropy
 * @example
 * const { terms, gradient } = losses.explain(tensor([[2, 0, 0]]), [0], { labelSmoothing: 0.3 });
 * terms.crossEntropy.data   // ≈ [-0.2130, 0.1065, 0.1065]
 * terms.labelSmoothing?.data // ≈ [0.2, -0.1, -0.1]
 * gradient.data             // ≈ [-0.0130, 0.0065, 0.0065]
 */
export function explain(
  logits: TensorLike,
  target: ClassTarget,
  options: Omit<AnyReduction<SoftmaxCrossEntropyOptions>, 'out'> = {},
): Explanation {
  logits = asTensor('explain', 'logits', logits, target);
  const known = softmaxCrossEntropy.options.filter((name) => name !== 'out');
  checkOptions('explain', options, known);
  const batch = classBatch('explain', logits, target, options);
  const { gradient } = softmaxCrossEntropy.withGradient(logits, target, options);
  const { labelSmoothing = 0, weight, sampleWeight, zLoss = 0, softcap } = options;
  const scale = scaleOf(batch, options) / batch.unit;
  const z = convert(logits, 'float64');
  const t = isTensor(batch.target) ? convert(batch.target, 'float64') : batch.target;
  const capped = softcap === undefined ? z : cappedLogits(z, softcap);

  // Rows of sample weight 0 may hold anything: they stay out from the first stage on.
  const counts = batch.sampleWeight && Array.from(batch.sampleWeight, (s) => Number(s !== 0));
  let on: SoftmaxCrossEntropyOptions = {
    ignoreIndex: options.ignoreIndex,
    reduction: 'sum',
    sampleWeight: counts,
  };
  let before: Tensor = zeros(z.shape);
  const terms: Record<string, Tensor> = {};
  const add = (name: string, isOn: boolean, more: SoftmaxCrossEntropyOptions, at = capped): void => {
    if (!isOn) return;
    on = { ...on, ...more };
    const after = softmaxCrossEntropy.withGradient(at, t, on).gradient;
    terms[name] = newTensor(
      after.data.map((g, j) => (g - before.data[j]) * scale),
      after.shape,
    );
    before = after;
  };
  add('crossEntropy', true, {});
  add('labelSmoothing', labelSmoothing > 0, { labelSmoothing });
  add('weight', weight !== undefined, { weight });
  add('sampleWeight', sampleWeight !== undefined, { sampleWeight });
  add('zLoss', zLoss > 0, { zLoss });
  add('softcap', softcap !== undefined, { softcap }, z);

  return {
    terms: terms as unknown as Explanation['terms'],
    gradient,
    [jupyterDisplay]: () => tableOf(terms, gradient)[jupyterDisplay](),
  };
}

function cappedLogits(z: Tensor, softcap: number): Tensor {
  const data = Float64Array.from(z.data);
  applySoftcap(data, softcap, new Float64Array(data.length));
  return newTensor(data, z.shape);
}

function tableOf(terms: Record<string, Tensor>, gradient: Tensor): Displayable {
  const classes = gradient.shape[1];
  const columns = [...Object.values(terms), gradient];
  return displayTable(
    {
      names: ['row', 'class', ...Object.keys(terms), 'gradient'],
      rows: Array.from(gradient.data, (_, j) => [
        Math.floor(j / classes),
        j % classes,
        ...columns.map(({ data }) => data[j]),
      ]),
    },
    { caption: 'The gradient of softmaxCrossEntropy: its terms add up to it' },
  );
}
