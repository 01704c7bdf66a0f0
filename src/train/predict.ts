import {
  ShapeError,
  asTensor,
  float32Memory,
  formatShape,
  isTensor,
  newTensor,
  tensor,
  zeros,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkOptions } from '../core/checks';
import type { Layer } from '../nn';
import { checkLayer } from '../nn/layer';
import { checkCount } from './check-count';
import { isSource, parameterOf, readSource, type Batch, type BatchSource } from './training-data';

const BATCH = 256;

/**
 * The model's outputs for all rows, computed batch by batch (256 rows by default), so that what the layers keep for the
 * backward pass stays small and near. The size can change last digits: how sparse a batch is chooses the product.
 *
 * @param features - `[N, …]`, or a source, whose labels are passed over
 * @returns `[N, …]`, for a classifier `[N, K]` logits
 * @throws {@link ShapeError} if there is no row; {@link OptionError} for a batch size that is no positive integer
 * @example
 * const { features, labels } = datasets.iris();
 * const { model } = train.softmaxRegression({ features, labels }, { penalty: 0.01 });
 * metrics.accuracy(train.predict(model, features), labels) // ≈ 0.97
 */
export function predict(
  model: Layer,
  features: TensorLike | BatchSource,
  options: { batchSize?: number } = {},
): Tensor {
  checkOptions('predict', options, ['batchSize']);
  checkLayer('predict', model);
  const { batchSize = BATCH } = options;
  checkCount('predict', 'batchSize', batchSize, 1);
  if (isSource(features)) {
    const source = readSource('predict', 'features', features, model);
    return outputsOf(model, source.rows, batchSize, (from, to) => source.take(range(from, to)).features);
  }
  const x = asTensor('predict', 'features', features, parameterOf(model));
  const [rows, ...rest] = x.shape;
  if (!(rows > 0)) {
    throw new ShapeError(`predict: features should hold at least one row, got ${formatShape(x.shape)}`);
  }
  const width = x.data.length / rows;
  return outputsOf(model, rows, batchSize, (from, to) =>
    newTensor(x.data.subarray(from * width, to * width), [to - from, ...rest]),
  );
}

/** Outputs and labels of all examples of a source, which is asked once for each. */
export function predictSource(
  model: Layer,
  source: BatchSource,
  batchSize = BATCH,
): { outputs: Tensor; labels: Batch['labels'] } {
  const values: number[] = [];
  let rows: Tensor | undefined;
  const outputs = outputsOf(model, source.rows, batchSize, (from, to) => {
    const { features, labels } = source.take(range(from, to));
    if (isTensor(labels)) rows = labels;
    for (const value of isTensor(labels) ? labels.data : labels) values.push(value);
    return features;
  });
  if (!rows) return { outputs, labels: values };
  const shape = [source.rows, ...rows.shape.slice(1)];
  return { outputs, labels: tensor(values, { shape, dtype: rows.dtype }) };
}

function outputsOf(
  model: Layer,
  rows: number,
  batchSize: number,
  featuresOf: (from: number, to: number) => Tensor,
): Tensor {
  let outputs: Tensor | undefined;
  for (let from = 0; from < rows; from += batchSize) {
    const to = Math.min(from + batchSize, rows);
    // What the layers make on their way is freed batch by batch.
    const batch = float32Memory().scope(() => model.forward(featuresOf(from, to))[0]);
    outputs ??= zeros([rows, ...batch.shape.slice(1)], { dtype: batch.dtype });
    outputs.data.set(batch.data, (from * batch.data.length) / (to - from));
  }
  return outputs as Tensor;
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
