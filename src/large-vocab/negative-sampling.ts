import { float32Logistic } from './float32-logistic';
import { logisticRow } from './logistic-row';
import { defineSampledLoss } from './sampled-loss';
import type { SampledOptions } from './sampled-options';

/**
 * Negative sampling of word2vec: the label is told from k negatives, which all rows share, by logistic regression on the
 * logits as they are. For vectors, not for probabilities.
 *
 * @remarks
 * Formula:  ℓᵢ = −log σ(zᵧ) − Σⱼ log σ(−zⱼ) over the negatives j = 1, …, k; z = x·Wᵀ + b
 * Gradient: with g = σ(z) − [label]: dx = gW, dW = gᵀx, db = Σᵢ gᵢ, in the rows of W and b that are labels or negatives
 * Mean:     Σ ℓᵢ / N over the rows that are not ignored (not divided by k). If there are none, see `onEmpty`; the gradients
 *           are then 0
 * Domain:   a bias of −∞ masks a class out; NaN gives NaN
 * Units:    nats
 * Numerics: as `sampledSoftmax`
 * Cost:     as `sampledSoftmax`
 *
 * It is `noiseContrastive` without the correction. On average the gradient is 0 where z = ln(p/(k·q)), p the probability of
 * the label given x: the pointwise mutual information less ln k, where q is the frequency of the labels (exactly so with
 * accidental hits left in; word2vec removes them, as is the default here).
 *
 * Arguments, options, errors and the sparse gradients are those of `sampledSoftmax`, without `correction`.
 *
 * @param x - `[N, D]`
 * @param weight - `[V, D]`, a row a class
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError}, {@link LabelError}, {@link DTypeError}, {@link OptionError} as `sampledSoftmax`
 * @example
 * const weight = tensor([[1, 0], [2, 0], [3, 0]]);
 * const sampler = largeVocab.unigramSampler([5, 2, 1]);
 * largeVocab.negativeSampling([[1, 0]], weight, [2], { sampler, sampled: [0, 1] }) // ≈ 3.488777
 *
 * Source: [MikolovSutskever2013], [LevyGoldberg2014]
 */
export const negativeSampling = defineSampledLoss<SampledOptions>({
  name: 'negativeSampling',
  ownOptions: [],
  removesHits: true,
  correctionOf: () => 'none',
  row: logisticRow,
  float32: float32Logistic,
});
