import { zeros, type DType, type NamedTensors, type Rng, type Tensor } from '../core';
import { checkBoolean, checkDType, checkOptions } from '../core/checks';
import { logSoftmax } from '../math';
import { addToRows } from '../nn/float32-product';
import { matmulTransposedRight } from '../nn/matmul';
import { clustersOf, type Cluster } from './adaptive-clusters';
import { adaptiveLoss } from './adaptive-loss';
import { outputLayer, uniformWeight, type OutputLayer } from './output-layer';

export interface AdaptiveSoftmaxOptions {
  /** The first class of each cluster, ascending; classes are sorted by frequency. None: the full softmax. */
  cutoffs: readonly number[];
  /** Cluster i, from 1 on, sees x projected to ⌊inputs/divValueⁱ⌋ numbers. By default 4. */
  divValue?: number;
  /** Whether the head has a bias, which starts at zero; by default false. */
  headBias?: boolean;
  /** Draws all weights, uniform on ±1/√(length of their rows). */
  rng: Rng;
  /** By default float64. */
  dtype?: DType;
}

const NAME = 'adaptiveSoftmax';

/**
 * A distribution over V classes, sorted by frequency: a head of the frequent classes and one more for each cluster of rarer
 * ones, which get fewer numbers to look at.
 *
 * @remarks
 * Formula:  p(k) = head(x)ₖ for k < cutoffs[0], and head(x)_cutoffs[0]+i · tailᵢ(x)ₖ for k of cluster i;
 *           head = softmax(x·headᵀ), tailᵢ = softmax((x·Pᵢᵀ)·Wᵢᵀ). Without cutoffs the full softmax
 * Gradient: that of the softmax cross-entropy of the head and of the label's tail, through its projection
 * Mean:     Σ ℓᵢ / the number of rows that are not ignored. If there is none, see `onEmpty`; the gradients are then 0
 * Domain:   x and parameters finite; NaN gives NaN
 * Units:    nats
 * Shapes:   x `[N, inputs]`; `head.weight` `[cutoffs[0] + clusters, inputs]` and `head.bias`; cluster i, from 0 on, has Pᵢ in
 *           `tail.i.0.weight` `[⌊inputs/divValueⁱ⁺¹⌋, inputs]` and Wᵢ in `tail.i.1.weight` `[its classes, that]`: names and
 *           shapes of PyTorch's state. `logProbabilities` `[N, V]`
 * Numerics: head and tails as {@link linearCrossEntropy}, between them products as `nn.matmul`
 * Cost:     a `linearCrossEntropy` of the head for all rows, and of each tail for the rows whose label it has. The gradient
 *           of a tail that no row needs is a tensor of zeros. `logProbabilities` computes all tails for all rows
 *
 * @param inputs - D, the length of the rows of x
 * @param classes - V
 * @throws {@link OptionError} for cutoffs that do not ascend or reach V, a `divValue` that leaves nothing of x, sizes, unknown
 *   options or a missing rng; its methods also {@link ShapeError}, {@link LabelError} that names the first bad label, and
 *   {@link DTypeError}
 * @example
 * const output = largeVocab.adaptiveSoftmax(8, 100, { cutoffs: [10, 40], divValue: 2, rng: rng(1) });
 * Object.entries(output.parameters).map(([name, { shape }]) => `${name} ${shape}`) // ['head.weight 12,8', 'tail.0.0.weight 4,8', 'tail.0.1.weight 30,4', 'tail.1.0.weight 2,8', 'tail.1.1.weight 60,2']
 * output.loss(zeros([3, 8]), [0, 99, -100]) // ≈ 4.532079
 *
 * Source: [Grave2017]; cf. torch.nn.AdaptiveLogSoftmaxWithLoss, which has neither `ignoreIndex` nor `reduction`
 */
export function adaptiveSoftmax(
  inputs: number,
  classes: number,
  options: AdaptiveSoftmaxOptions,
): OutputLayer {
  checkOptions(NAME, options, ['cutoffs', 'divValue', 'headBias', 'rng', 'dtype']);
  const { cutoffs, divValue = 4, headBias = false, rng, dtype = 'float64' } = options;
  checkBoolean(NAME, 'headBias', headBias);
  checkDType(NAME, dtype);
  const clusters = clustersOf(NAME, inputs, classes, cutoffs, divValue);
  const frequent = clusters.length > 0 ? clusters[0].first : classes;
  const heads = frequent + clusters.length;
  const weight = (rows: number, columns: number): Tensor => uniformWeight(NAME, rng, [rows, columns], dtype);
  const parameters: NamedTensors = {
    'head.weight': weight(heads, inputs),
    ...(headBias && { 'head.bias': zeros([heads], { dtype }) }),
    ...Object.fromEntries(
      clusters.flatMap(({ first, end, size }, i) => [
        [`tail.${i}.0.weight`, weight(size, inputs)],
        [`tail.${i}.1.weight`, weight(end - first, size)],
      ]),
    ),
  };
  return outputLayer({
    name: NAME,
    inputs,
    classes,
    parameters,
    run: (batch) => adaptiveLoss(batch, clusters, frequent, parameters),
    logProbabilities: (x) => adaptiveLogProbabilities(x, classes, clusters, frequent, parameters),
  });
}

function adaptiveLogProbabilities(
  x: Tensor,
  classes: number,
  clusters: readonly Cluster[],
  frequent: number,
  parameters: NamedTensors,
): Tensor {
  const [rows] = x.shape;
  const logits = matmulTransposedRight(x, parameters['head.weight']);
  const bias = parameters['head.bias'] as Tensor | undefined;
  if (bias) addToRows(logits.data, bias.data);
  const head = logSoftmax(logits);
  const heads = head.shape[1];
  const result = zeros([rows, classes], { dtype: x.dtype });
  for (let i = 0; i < rows; i++) {
    result.data.set(head.data.subarray(i * heads, i * heads + frequent), i * classes);
  }
  clusters.forEach(({ first, end }, c) => {
    const projected = matmulTransposedRight(x, parameters[`tail.${c}.0.weight`]);
    const tail = logSoftmax(matmulTransposedRight(projected, parameters[`tail.${c}.1.weight`]));
    for (let i = 0; i < rows; i++) {
      const behind = head.data[i * heads + frequent + c];
      for (let k = first; k < end; k++) {
        result.data[i * classes + k] = behind + tail.data[i * (end - first) + k - first];
      }
    }
  });
  return result;
}
