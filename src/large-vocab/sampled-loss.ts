import { newTensor, zeros, type Labels, type RowGradient, type Tensor, type TensorLike } from '../core';
import type { AnyReduction, Unreduced } from '../core/reduction';

import { product } from './product';
import { sampledBatch, type SampledBatch } from './sampled-batch';
import { SAMPLED_OPTIONS, type SampledOptions } from './sampled-options';
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
  /**
   * The loss of row `i` and its derivative by the label's logit; overwrites the negatives' logits, −∞ for those left
   * out, with theirs.
   */
  row: (label: number, negatives: Float64Array, i: number) => { loss: number; slope: number };
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
  { correctionOf, removesHits, row }: SampledLossDefinition<O>,
  batch: SampledBatch,
  options: AnyReduction<O>,
  wantsGradients: boolean,
): Result<number | Tensor> {
  const { x, weight, bias, labels, counts, counted, sampled, logExpected } = batch;
  const { reduction = 'mean', normalizer, onEmpty = 'nan', removeAccidentalHits = removesHits } = options;
  const [rows, inputs] = x.shape;
  const correction = correctionOf(options);
  const denominator = reduction === 'mean' ? (normalizer ?? counted) : 1;
  const scale = denominator === 0 ? 0 : 1 / denominator;

  const m = sampled.length;
  const negativeRows = gathered(weight, sampled);
  // Becomes ∂loss/∂logits.
  const logits = product(x.data, negativeRows, { m: rows, n: m, k: inputs }, { transposeB: true });
  const shifts = Float64Array.from(
    sampled,
    (k) => (bias?.data[k] ?? 0) - (correction === 'none' ? 0 : logExpected(k)),
  );
  const losses = new Float64Array(rows);
  const slopes = new Float64Array(rows);
  const negatives = new Float64Array(m);
  for (let i = 0; i < rows; i++) {
    const start = i * m;
    if (!counts(i)) {
      logits.fill(0, start, start + m);
      continue;
    }
    const label = labels[i];
    let logit = (bias?.data[label] ?? 0) - (correction === 'both' ? logExpected(label) : 0);
    for (let d = 0; d < inputs; d++) logit += x.data[i * inputs + d] * weight.data[label * inputs + d];
    for (let j = 0; j < m; j++) {
      const isLeftOut = removeAccidentalHits && sampled[j] === label;
      negatives[j] = isLeftOut ? -Infinity : logits[start + j] + shifts[j];
    }
    const { loss, slope } = row(logit, negatives, i);
    losses[i] = loss;
    slopes[i] = scale * slope;
    for (let j = 0; j < m; j++) logits[start + j] = scale * negatives[j];
  }
  const result = { loss: reduced() } as Result<number | Tensor>;
  if (wantsGradients) result.gradients = gradientsOf(batch, negativeRows, slopes, logits);
  return result;

  function reduced(): number | Tensor {
    if (reduction === 'none') {
      return newTensor(x.dtype === 'float32' ? new Float32Array(losses) : losses, [rows]);
    }
    if (denominator === 0) return onEmpty === 'zero' ? 0 : NaN;
    return losses.reduce((sum, loss) => sum + loss, 0) / denominator;
  }
}

/** @param slopes - by the labels' logits, `[N]`, and by the negatives', `[N, m]` */
function gradientsOf(
  { x, weight, bias, labels, counts, sampled }: SampledBatch,
  negativeRows: Tensor['data'],
  slopes: Float64Array,
  negativeSlopes: Tensor['data'],
): SampledGradients {
  const [rows, inputs] = x.shape;
  const m = sampled.length;
  const touched = new Set(sampled);
  for (let i = 0; i < rows; i++) if (counts(i)) touched.add(labels[i]);

  const dx = product(negativeSlopes, negativeRows, { m: rows, n: inputs, k: m });
  const dNegatives = product(negativeSlopes, x.data, { m, n: inputs, k: rows }, { transposeA: true });
  const dWeight = touchedRows(weight, touched);
  const dBias = bias && touchedRows(bias, touched);
  sampled.forEach((k, j) => {
    dWeight.add(k, 1, dNegatives, j * inputs);
    for (let i = 0; dBias && i < rows; i++) dBias.add(k, 1, negativeSlopes, i * m + j);
  });
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    dWeight.add(labels[i], slopes[i], x.data, i * inputs);
    dBias?.add(labels[i], 1, slopes, i);
    for (let d = 0; d < inputs; d++) dx[i * inputs + d] += slopes[i] * weight.data[labels[i] * inputs + d];
  }
  const gradientOfX = zeros(x.shape, { dtype: x.dtype });
  gradientOfX.data.set(dx);
  return { x: gradientOfX, weight: dWeight.result(), ...(dBias && { bias: dBias.result() }) };
}

/** Rows of a matrix, one after the other. */
function gathered({ data, shape: [, inputs], dtype }: Tensor, indices: Int32Array): Tensor['data'] {
  const rows = zeros([indices.length, inputs], { dtype }).data;
  indices.forEach((k, j) => rows.set(data.subarray(k * inputs, (k + 1) * inputs), j * inputs));
  return rows;
}
