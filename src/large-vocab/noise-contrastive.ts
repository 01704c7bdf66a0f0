import { float32Logistic } from './float32-logistic';
import { logisticRow } from './logistic-row';
import { defineSampledLoss } from './sampled-loss';
import type { SampledOptions } from './sampled-options';

/**
 * Noise-contrastive estimation: the label is told from k classes of noise, which all rows share, by logistic regression.
 * The logits become log-probabilities without a sum over the classes.
 *
 * @remarks
 * Formula:  ℓᵢ = −log σ(sᵧ) − Σⱼ log σ(−sⱼ) over the noise j = 1, …, k; s = z − ln(k·q), z = x·Wᵀ + b
 * Gradient: with g = σ(s) − [label]: dx = gW, dW = gᵀx, db = Σᵢ gᵢ, in the rows of W and b that are labels or noise
 * Mean:     Σ ℓᵢ / N over the rows that are not ignored (not divided by k). If there are none, see `onEmpty`; the gradients
 *           are then 0
 * Domain:   a bias of −∞ masks a class out; NaN gives NaN
 * Units:    nats
 * Numerics: as `sampledSoftmax`
 * Cost:     as `sampledSoftmax`
 *
 * On average over the noise the gradient is 0 exactly where exp z are the probabilities of the labels (given x), for any
 * q that is nowhere 0: so a model that fits normalises itself, Σₖ exp zₖ ≈ 1. Start with a bias of −ln V, that it does so
 * from the beginning. That holds with accidental hits left in, as they are by default and in TensorFlow.
 *
 * Arguments, options, errors and the sparse gradients are those of `sampledSoftmax`, without `correction`.
 *
 * @param x - `[N, D]`
 * @param weight - `[V, D]`, a row a class
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError}, {@link LabelError}, {@link DTypeError}, {@link OptionError}, {@link DomainError} as
 *   `sampledSoftmax`
 * @example
 * const weight = tensor([[1, 0], [2, 0], [3, 0]]);
 * const options = { sampler: largeVocab.uniformSampler(3), sampled: [0, 1, 1] };
 * largeVocab.noiseContrastive([[1, 0]], weight, [2], options) // ≈ 5.615705
 *
 * Source: [GutmannHyvarinen2010], [MnihTeh2012]; cf. tf.nn.nce_loss
 */
export const noiseContrastive = defineSampledLoss<SampledOptions>({
  name: 'noiseContrastive',
  ownOptions: [],
  removesHits: false,
  correctionOf: () => 'both',
  row: logisticRow,
  float32: float32Logistic,
});
