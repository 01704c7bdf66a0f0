import { ShapeError, asTensor, formatShape, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { checkOptions } from '../core/checks';
import type { Layer } from '../nn';
import { checkLayer } from '../nn/layer';
import { checkCount } from './check-count';
import { parameterOf } from './training-data';

/**
 * The model's outputs for all rows, computed batch by batch, so that what the layers keep for the backward
 * pass stays small. The batch size does not change the bits.
 *
 * @param features - `[N, …]`
 * @returns `[N, …]`, for a classifier `[N, K]` logits
 * @throws {@link ShapeError} if there is no row; {@link OptionError} for a batch size that is no positive integer
 * @example
 * const { features, labels } = datasets.iris();
 * const { model } = train.softmaxRegression({ features, labels }, { penalty: 0.01 });
 * metrics.accuracy(train.predict(model, features), labels) // ≈ 0.97
 */
export function predict(model: Layer, features: TensorLike, options: { batchSize?: number } = {}): Tensor {
  checkOptions('predict', options, ['batchSize']);
  checkLayer('predict', model);
  const { batchSize = 1024 } = options;
  checkCount('predict', 'batchSize', batchSize, 1);
  features = asTensor('predict', 'features', features, parameterOf(model));
  const [rows, ...rest] = features.shape;
  if (!(rows > 0)) {
    throw new ShapeError(
      `predict: features should hold at least one row, got ${formatShape(features.shape)}`,
    );
  }
  const width = features.data.length / rows;
  let outputs: Tensor | undefined;
  for (let start = 0; start < rows; start += batchSize) {
    const end = Math.min(start + batchSize, rows);
    const data = features.data.subarray(start * width, end * width);
    const [batch] = model.forward(newTensor(data, [end - start, ...rest]));
    outputs ??= zeros([rows, ...batch.shape.slice(1)], { dtype: batch.dtype });
    outputs.data.set(batch.data, (start * batch.data.length) / (end - start));
  }
  return outputs as Tensor;
}
