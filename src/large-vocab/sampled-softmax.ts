import { DomainError, exp, log } from '../core';
import { checkChoice } from '../core/checks';
import { float32SampledSoftmax, type SoftmaxRow } from './float32-sampled-softmax';
import { rowLoss } from './row-loss';
import { defineSampledLoss, type Correction } from './sampled-loss';
import type { SampledOptions } from './sampled-options';

export interface SampledSoftmaxOptions extends SampledOptions {
  /**
   * From which logits ln(m·q), the log of how often a class is expected among the m negatives, is subtracted:
   * `'negatives'` (default), `'both'` (the label's too, as TensorFlow) or `'none'`.
   */
  correction?: Correction;
}

const NAME = 'sampledSoftmax';

/**
 * Softmax cross-entropy of the label against a sample of the other classes, which all rows share: training with large
 * vocabularies at a cost that does not depend on V.
 *
 * @remarks
 * Formula:  ℓᵢ = log(exp sᵧ + Σⱼ exp sⱼ) − sᵧ over the negatives j; sⱼ = zⱼ − ln(m·qⱼ), sᵧ = zᵧ, z = x·Wᵀ + b
 * Gradient: with g = p − [label], p the softmax of the scores s: dx = gW, dW = gᵀx, db = Σᵢ gᵢ, in the rows of W and b that
 *           are labels or negatives
 * Mean:     Σ ℓᵢ / N over the rows that are not ignored. If there are none, see `onEmpty`; the gradients are then 0
 * Domain:   a bias of −∞ masks a class out; NaN and +∞ give NaN
 * Units:    nats
 * Numerics: float32: products of x with the negatives' rows as `wasm.gemm`, all else in float64; 1 − p and −log p of
 *           confident rows keep their digits. The same bits for any number of threads
 * Cost:     O(N·m·D) and the memory of `[N + m, D]` and `[N, m]`
 *
 * Which correction? With `'negatives'`, exp sᵧ + Σⱼ exp sⱼ is on average Σₖ exp zₖ over all classes (accidental hits
 * removed, as by default), so that loss and gradient become those of the full softmax as m grows, and z are logits of the
 * full softmax. `'both'`, TensorFlow's, takes the label for one more draw of q: averaged over the labels its gradient is the
 * nearer one where m is small (some dozens), but its error stays as m grows. `'none'` trains another model: classes that
 * are drawn often get logits that are too low, by ln q. With a uniform q `'both'` is `'none'`.
 *
 * `gradients.weight` and `gradients.bias` are `{ rows, values }`: which rows, and their gradients. An optimiser takes them
 * as they are and changes those rows alone.
 *
 * @param x - `[N, D]`
 * @param weight - `[V, D]`, a row a class as embedding tables have it (`classesFirst` of `linearCrossEntropy`)
 * @param labels - `[N]` class indices
 * @param options - `sampler`, and `samples` with `rng`, or the classes themselves as `sampled`
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names the shapes; {@link LabelError} that names the first bad label or negative;
 *   {@link DTypeError}; {@link OptionError}, also for more samples than classes or a sampler of other classes;
 *   {@link DomainError} if the sampler never draws a class whose logit is to be corrected, or a row's logits are all −∞
 * @example
 * const x = tensor([[1, 0], [0, 1]]);
 * const weight = tensor([[1, 0], [2, 0], [3, 0]]);
 * const sampler = largeVocab.uniformSampler(3);
 * largeVocab.sampledSoftmax(x, weight, [2, 0], { sampler, sampled: [0, 1, 2] }) // ≈ 0.753109
 * const options = { sampler, samples: 2, rng: rng(1) };
 * const { gradients } = largeVocab.sampledSoftmax.withGradient(x, weight, [2, 0], options);
 * optim.sgd({ learningRate: 0.1 }).step({ weight }, { weight: gradients.weight });
 *
 * Source: [BengioSenecal2008], [Jean2015]; cf. tf.nn.sampled_softmax_loss (`correction: 'both'`)
 */
export const sampledSoftmax = defineSampledLoss<SampledSoftmaxOptions>({
  name: NAME,
  ownOptions: ['correction'],
  removesHits: true,
  correctionOf({ correction = 'negatives' }) {
    checkChoice(NAME, 'correction', correction, ['negatives', 'both', 'none']);
    return correction;
  },
  row(label, negatives, times, i) {
    const { max, sum } = exponentials(negatives, times);
    const { loss, logSum, slope } = softmaxRow(max + log(sum), label, i);
    const share = exp(max - logSum);
    for (let j = 0; j < negatives.length; j++) negatives[j] *= share;
    return { loss, slope };
  },
  float32: (scores) => float32SampledSoftmax(scores, softmaxRow),
});

/** A row's plain cross-entropy. */
const SETTINGS = { classes: 1, labelSmoothing: 0, zLoss: 0, totalWeight: 1, scale: 1 };

const softmaxRow: SoftmaxRow = (others, label, i) => {
  if (others === -Infinity && label === -Infinity) {
    throw new DomainError(
      `${NAME}: the logits of row ${i}'s label and of all its negatives are −∞; leave one of them unmasked, or ignore the row`,
    );
  }
  const { loss, logSum, label: slope } = rowLoss(others, label, 0, 1, SETTINGS);
  return { loss, logSum, slope };
};

/** Overwrites numbers with exp(z − max), times how often they count. */
function exponentials(z: Float64Array, times: Float64Array): { max: number; sum: number } {
  let max = -Infinity;
  for (let j = 0; j < z.length; j++) if (!(z[j] <= max)) max = z[j];
  let sum = 0;
  for (let j = 0; j < z.length; j++) {
    z[j] = max === -Infinity ? 0 : times[j] * exp(z[j] - max);
    sum += z[j];
  }
  return { max, sum };
}
