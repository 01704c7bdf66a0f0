import {
  newTensor,
  zeros,
  type FloatArray,
  type Labels,
  type RowGradient,
  type Tensor,
  type TensorLike,
} from '../core';
import type { AnyReduction, Unreduced } from '../core/reduction';
import { isFloat32 } from '../core/typed-array';
import { available } from '../wasm';
import { lossesOf } from './output-layer';
import { plainSampled, type SampledRow } from './plain-sampled';
import { sampledBatch, type SampledBatch } from './sampled-batch';
import { SAMPLED_OPTIONS, type SampledOptions } from './sampled-options';
import { sampledScores, type SampledScores, type SampledSlopes } from './sampled-scores';
import { touchedRows } from './touched-rows';

/** ∂loss/∂x, and of weight and bias the gradients of the rows that are labels or negatives. */
export interface SampledGradients {
  x: Tensor;
  weight: RowGradient;
  bias?: RowGradient;
}

interface Result<L> {
  loss: L;
  gradients: SampledGradients;
}

/** Called like a function, with its gradients beside it. */
export interface SampledLoss<O extends SampledOptions> {
  (x: TensorLike, weight: TensorLike, labels: Labels, options: O): number;
  (x: TensorLike, weight: TensorLike, labels: Labels, options: Unreduced<O>): Tensor;
  (x: TensorLike, weight: TensorLike, labels: Labels, options: AnyReduction<O>): number | Tensor;
  readonly withGradient: {
    (x: TensorLike, weight: TensorLike, labels: Labels, options: O): Result<number>;
    (x: TensorLike, weight: TensorLike, labels: Labels, options: Unreduced<O>): Result<Tensor>;
    (x: TensorLike, weight: TensorLike, labels: Labels, options: AnyReduction<O>): Result<number | Tensor>;
  };
}

/** From which logits ln(expected count) is subtracted. */
export type Correction = 'negatives' | 'both' | 'none';

export interface SampledLossDefinition<O extends SampledOptions> {
  name: string;
  /** Checks the options that this loss alone takes. */
  correctionOf: (options: AnyReduction<O>) => Correction;
  ownOptions: readonly string[];
  /** The default of `removeAccidentalHits`. */
  removesHits: boolean;
  /** In plain float64. */
  row: SampledRow;
  /** The same by kernels. */
  float32: (scores: SampledScores<Float32Array>) => SampledSlopes;
}

/** Makes a loss of what it does with the logits of a row. */
export function defineSampledLoss<O extends SampledOptions>(
  definition: SampledLossDefinition<O>,
): SampledLoss<O> {
  const known = [...definition.ownOptions, ...SAMPLED_OPTIONS];
  const call =
    (wantsGradients: boolean) =>
    (
      x: TensorLike,
      weight: TensorLike,
      labels: Labels,
      options: AnyReduction<O>,
    ): Result<number | Tensor> => {
      const batch = sampledBatch(definition.name, x, weight, labels, options, known);
      return run(definition, batch, options, wantsGradients);
    };
  const withGradient = call(true);
  const loss = call(false);
  return Object.assign((...args: Parameters<typeof loss>) => loss(...args).loss, {
    withGradient,
  }) as unknown as SampledLoss<O>;
}

function run<O extends SampledOptions>(
  { correctionOf, removesHits, row, float32 }: SampledLossDefinition<O>,
  batch: SampledBatch,
  options: AnyReduction<O>,
  wantsGradients: boolean,
): Result<number | Tensor> {
  const { x, counted } = batch;
  const { reduction = 'mean', normalizer, onEmpty = 'nan', removeAccidentalHits = removesHits } = options;
  const correction = correctionOf(options);
  const denominator = reduction === 'mean' ? (normalizer ?? counted) : 1;
  const scale = denominator === 0 ? 0 : 1 / denominator;

  const scores = sampledScores(batch, correction, removeAccidentalHits, scale, wantsGradients);
  const slopes = isSingle(scores) && available() ? float32(scores) : plainSampled(scores, row);
  const result = { loss: reduced(slopes.losses) } as Result<number | Tensor>;
  if (slopes.gradients) result.gradients = gradientsOf(batch, scores, slopes.labels, slopes.gradients);
  return result;

  function reduced(losses: Float64Array): number | Tensor {
    if (reduction === 'none') return lossesOf(losses, x);
    if (denominator === 0) return onEmpty === 'zero' ? 0 : NaN;
    return losses.reduce((sum, loss) => sum + loss, 0) / denominator;
  }
}

function isSingle(scores: SampledScores): scores is SampledScores<Float32Array> {
  return isFloat32(scores.x);
}

/** Adds the labels' parts to those of the negatives. */
function gradientsOf(
  { x, weight, bias, labels, counts }: SampledBatch,
  { negatives }: SampledScores,
  labelSlopes: Float64Array,
  parts: { x: FloatArray; weight: FloatArray; bias: FloatArray },
): SampledGradients {
  const [rows, inputs] = x.shape;
  const touched = new Set(negatives.classes);
  for (let i = 0; i < rows; i++) if (counts(i)) touched.add(labels[i]);

  const dWeight = touchedRows(weight, touched);
  const dBias = bias && touchedRows(bias, touched);
  negatives.classes.forEach((k, j) => {
    dWeight.add(k, 1, parts.weight, j * inputs);
    dBias?.add(k, 1, parts.bias, j);
  });
  const [w, dx] = [weight.data, parts.x];
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    dWeight.add(labels[i], labelSlopes[i], x.data, i * inputs);
    dBias?.add(labels[i], 1, labelSlopes, i);
    const [at, from] = [i * inputs, labels[i] * inputs];
    for (let d = 0; d < inputs; d++) dx[at + d] += labelSlopes[i] * w[from + d];
  }
  const gradientOfX = isFloat32(dx) ? newTensor(dx, [...x.shape]) : zeros(x.shape, { dtype: x.dtype });
  if (!isFloat32(dx)) gradientOfX.data.set(dx);
  return { x: gradientOfX, weight: dWeight.result(), ...(dBias && { bias: dBias.result() }) };
}
