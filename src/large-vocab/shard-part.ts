import { ShapeError, asTensor, classIndices, exp, formatShape, newTensor } from '../core';
import type { Labels, Tensor, TensorLike } from '../core';
import { checkCount, checkMatrix, checkOptions } from '../core/checks';
import { checkLabels } from '../core/labels';

export interface ShardPartOptions {
  /** The number, among all classes, of the shard's first one. */
  first: number;
}

const NAME = 'shardPart';

/**
 * What `mergeShards` takes of one shard of the classes: max, sum and label's logit of each row, in float64.
 *
 * @remarks
 * Numerics: the sum within K·2⁻⁵³ of itself for K classes
 * @param logits - `[N, K]` of the shard's classes, which follow each other
 * @param labels - `[N]` class indices among the classes of all shards
 * @throws {@link ShapeError}; {@link LabelError} for what is no class; {@link OptionError}
 * @example
 * const part = largeVocab.shardPart([[1, 2], [0, 0]], [9, 5], { first: 8 });
 * part.max.data // [2, 0]
 * part.sum.data // ≈ [1.367879, 2]
 * part.labelLogit.data // [2, -Infinity]
 */
export function shardPart(
  logits: TensorLike,
  labels: Labels,
  options: ShardPartOptions,
): { max: Tensor; sum: Tensor; labelLogit: Tensor } {
  checkOptions(NAME, options, ['first']);
  const { first } = options;
  checkCount(NAME, 'first', first, 0);
  const z = asTensor(NAME, 'logits', logits);
  const [rows, classes] = checkMatrix(NAME, 'logits', z);
  if (classes === 0) {
    throw new ShapeError(`${NAME}: logits should have at least one class, got ${formatShape(z.shape)}`);
  }
  const indices = classIndices(NAME, labels);
  checkLabels(NAME, indices, rows, Infinity);
  const [max, sum, labelLogit] = [0, 1, 2].map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    const row = z.data.subarray(i * classes, (i + 1) * classes);
    max[i] = -Infinity;
    for (const logit of row) max[i] = Math.max(max[i], logit);
    labelLogit[i] = row[indices[i] - first] ?? -Infinity;
    if (max[i] !== -Infinity) for (const logit of row) sum[i] += exp(logit - max[i]);
  }
  return {
    max: newTensor(max, [rows]),
    sum: newTensor(sum, [rows]),
    labelLogit: newTensor(labelLogit, [rows]),
  };
}
