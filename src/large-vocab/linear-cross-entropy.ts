import {
  DomainError,
  ShapeError,
  asTensor,
  classIndices,
  formatShape,
  isTensor,
  newTensor,
  zeros,
} from '../core';
import type { FloatArray, Labels, Tensor, TensorLike } from '../core';
import { checkMatrix, checkSameDtype } from '../core/checks';
import { checkLabels } from '../core/labels';
import type { AnyReduction, Reducing, Unreduced } from '../core/reduction';
import { readWeights, type Weights } from '../core/weights';
import { available, float32Array, linearCrossEntropy as float32Kernel } from '../wasm';
import { checkBias, checkLinearOptions } from './options';
import { plainLinearCrossEntropy } from './plain';
import { rowLoss } from './row-loss';

/** The gradients of the reduction `'none'` are those of the sum. */
export interface LinearCrossEntropyOptions extends Reducing {
  /** `[K]`, added to the logits. */
  bias?: TensorLike;
  /** The weight matrix is `[K, D]`, a row a class, as embedding tables and `torch.nn.Linear` have it. By default `[D, K]`, as `nn.linear`. */
  classesFirst?: boolean;
  /** `[K]` weight of each class; `weight` in PyTorch. */
  classWeight?: Weights;
  /** Rows with this label are left out of loss, gradients and denominator; −100 by default. */
  ignoreIndex?: number;
  /** ε of [0, 1]: the target becomes (1 − ε)·[k = y] + ε/K. 0 by default. */
  labelSmoothing?: number;
  /** Coefficient of the z-loss, the squared log of the softmax's denominator. None by default. */
  zLoss?: number;
}

/** ∂loss/∂x, ∂loss/∂weight, and ∂loss/∂bias if there is one, each of the shape of its tensor. */
export interface LinearGradients {
  x: Tensor;
  weight: Tensor;
  bias?: Tensor;
}

type Result<L> = { loss: L; gradients: LinearGradients; zLoss?: L };
type Options = LinearCrossEntropyOptions;
type AnyOptions = AnyReduction<Options>;

interface LinearCrossEntropy {
  (x: TensorLike, weight: TensorLike, labels: Labels, options?: Options): number;
  (x: TensorLike, weight: TensorLike, labels: Labels, options: Unreduced<Options>): Tensor;
  (x: TensorLike, weight: TensorLike, labels: Labels, options?: AnyOptions): number | Tensor;
  readonly withGradient: WithGradient;
}

interface WithGradient {
  (x: TensorLike, weight: TensorLike, labels: Labels, options?: Options): Result<number>;
  (x: TensorLike, weight: TensorLike, labels: Labels, options: Unreduced<Options>): Result<Tensor>;
  (x: TensorLike, weight: TensorLike, labels: Labels, options?: AnyOptions): Result<number | Tensor>;
}

const NAME = 'linearCrossEntropy';

/**
 * Softmax cross-entropy of the logits x·W + b, whose `[N, K]` never lie in memory: for vocabularies.
 *
 * @remarks
 * Formula:  ℓᵢ = Σₖ wₖ qᵢₖ (log Σⱼ exp zᵢⱼ − zᵢₖ) + λ wᵧ (log Σⱼ exp zᵢⱼ)² with z = x·W + b, q = (1 − ε)·[k = y] + ε/K;
 *           as `losses.softmaxCrossEntropy` of the logits
 * Gradient: with G = ∂ℓ/∂z: dx = G·Wᵀ, dW = xᵀG, db = Σᵢ Gᵢ
 * Mean:     Σ ℓᵢ / Σ wᵧ over the rows that are not ignored. If that is 0, see `onEmpty`; the gradients are then 0
 * Domain:   as `losses.softmaxCrossEntropy`: a bias of −∞ masks a class out; NaN and +∞ give NaN
 * Units:    nats
 * Numerics: float32: products as `wasm.gemm`, everything of a row in float64; 1 − p and −log p of confident rows
 *           keep their digits. The same bits for any number of threads. float64: plain loops, for reference
 * Cost:     O(NDK): the loss costs one matrix product of that size, the gradients two and a half more (three where
 *           N is much larger than D, since logits of D rows wait in the gradient of W). float32 needs at most
 *           6.5 MB beside arguments and results, and 36 bytes a row. Both layouts of W are equally fast
 *
 * `withGradient` returns the z-loss's share of `loss` also by itself, as `zLoss`, when it is asked for.
 *
 * @param x - `[N, D]`
 * @param weight - `[D, K]`, or `[K, D]` with `classesFirst`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names the shapes; {@link LabelError} that names the first bad label;
 *   {@link DTypeError}; {@link OptionError}; {@link DomainError} if all logits of a row that counts are −∞
 * @example
 * const x = tensor([[1, 0], [0, 1]]);
 * const weight = tensor([[1, 2, 3], [0, 0, 0]]);
 * largeVocab.linearCrossEntropy(x, weight, [2, 0]) // ≈ 0.753109
 * largeVocab.linearCrossEntropy.withGradient(x, weight, [2, 0]).gradients.weight.data // ≈ [0.0450, 0.1224, -0.1674, -0.3333, 0.1667, 0.1667]
 *
 * Source: [Wijmans2025], which skips small gradients besides; cf. torch.nn.functional.linear_cross_entropy
 */
export const linearCrossEntropy: LinearCrossEntropy = Object.assign(
  ((x, weight, labels, options) => run(x, weight, labels, options, false).loss) as LinearCrossEntropy,
  {
    withGradient: ((x, weight, labels, options) => run(x, weight, labels, options, true)) as WithGradient,
  },
);

function run(
  givenX: TensorLike,
  givenWeight: TensorLike,
  givenLabels: Labels,
  options: AnyOptions = {},
  wantsGradients: boolean,
): Result<number | Tensor> {
  checkLinearOptions(NAME, options);
  const weight = asTensor(NAME, 'weight', givenWeight, isTensor(givenX) ? givenX : options.bias);
  const x = asTensor(NAME, 'x', givenX, weight);
  const bias = options.bias === undefined ? undefined : asTensor(NAME, 'bias', options.bias, weight);
  const labels = classIndices(NAME, givenLabels);
  const { classesFirst = false, ignoreIndex = -100 } = options;
  const { labelSmoothing = 0, zLoss, reduction = 'mean', onEmpty = 'nan' } = options;
  const [rows, inputs] = checkMatrix(NAME, 'x', x);
  const classes = classesOf(x, weight, classesFirst);
  checkBias(NAME, bias, classes);
  const classWeight = readWeights(NAME, 'classWeight', options.classWeight, [[classes]]);
  checkSameDtype(NAME, ['x', x], ['weight', weight]);
  if (bias) checkSameDtype(NAME, ['bias', bias], ['weight', weight]);
  checkLabels(NAME, labels, rows, classes, ignoreIndex);

  const weightOf = (k: number): number => classWeight?.[k] ?? 1;
  const counts = (i: number): boolean => labels[i] !== ignoreIndex;
  let denominator = 0;
  for (let i = 0; i < rows; i++) if (counts(i)) denominator += weightOf(labels[i]);
  if (reduction === 'mean') denominator = options.normalizer ?? denominator;
  else denominator = 1;

  const losses = new Float64Array(rows);
  const zLosses = new Float64Array(rows);
  const totalWeight = classWeight ? sumOf(classWeight) : classes;
  const scale = denominator === 0 ? 0 : 1 / denominator;
  const settings = { classes, labelSmoothing, zLoss: zLoss ?? 0, totalWeight, scale };
  const fast = x.dtype === 'float32' && available();
  const newLike = ({ shape, dtype, data }: Tensor): Tensor =>
    fast && rows > 0 ? newTensor(float32Array(data.length), [...shape]) : zeros(shape, { dtype });
  const gradients: LinearGradients | undefined = wantsGradients
    ? { x: newLike(x), weight: newLike(weight), ...(bias && { bias: newLike(bias) }) }
    : undefined;

  const batch = {
    rows,
    inputs,
    classes,
    x: x.data,
    weight: weight.data,
    classesFirst,
    bias: bias?.data,
    labels: Int32Array.from(labels),
    classWeights:
      classWeight &&
      (x.dtype === 'float32' ? Float32Array.from(classWeight) : Float64Array.from(classWeight)),
    smooth: labelSmoothing > 0,
    row(i: number, others: number, labelLogit: number, weightedSum: number) {
      if (!counts(i)) return { logSum: Infinity, gain: 0, pull: 0, label: 0 };
      if (others === -Infinity && labelLogit === -Infinity) throw allMasked(i);
      const row = rowLoss(others, labelLogit, weightedSum, weightOf(labels[i]), settings);
      [losses[i], zLosses[i]] = [row.loss, row.zLoss];
      return row;
    },
    gradients: gradients && dataOf(gradients),
  };
  if (fast) float32Kernel(batch as Parameters<typeof float32Kernel>[0]);
  else plainLinearCrossEntropy(batch);

  const reduced = (values: Float64Array): number | Tensor => {
    if (reduction === 'none') {
      const data = x.dtype === 'float32' ? new Float32Array(values) : values;
      return newTensor(data, [rows]);
    }
    if (denominator === 0) return onEmpty === 'zero' ? 0 : NaN;
    return sumOf(values) / denominator;
  };
  const named = { gradients } as { gradients: LinearGradients };
  return { loss: reduced(losses), ...named, ...(zLoss === undefined ? {} : { zLoss: reduced(zLosses) }) };
}

function classesOf(x: Tensor, weight: Tensor, classesFirst: boolean): number {
  const shape = checkMatrix(NAME, 'weight', weight);
  const [classes, inputs] = classesFirst ? shape : [shape[1], shape[0]];
  if (inputs === x.shape[1] && classes > 0) return classes;
  const expected = classesFirst ? `[K, ${x.shape[1]}]` : `[${x.shape[1]}, K]`;
  const other = !classesFirst && shape[1] === x.shape[1] ? '; give classesFirst for [K, D]' : '';
  throw new ShapeError(
    `${NAME}: x has shape ${formatShape(x.shape)}, so weight should be ${expected} with K > 0, got ${formatShape(shape)}${other}`,
  );
}

type GradientData = { x: FloatArray; weight: FloatArray; bias?: FloatArray };

function dataOf({ x, weight, bias }: LinearGradients): GradientData {
  return { x: x.data, weight: weight.data, bias: bias?.data };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function allMasked(row: number): DomainError {
  return new DomainError(
    `${NAME}: all logits of row ${row} are −∞, and it has no distribution; leave one class unmasked, or ignore the row`,
  );
}
