import { isLabels, LabelError, OptionError, ShapeError, type Tensor, zeros } from '../core';
import { describe } from '../core/checks';

/**
 * One-hot rows: `[N, K]` float64 with a 1 in the label's column and 0 elsewhere.
 *
 * @param labels - `[N]` class indices
 * @param classes - K; by default the largest label plus one
 * @throws {@link LabelError} that names the first label which is not in `{0, …, K − 1}`;
 * {@link OptionError} if K is not a positive integer
 * @example
 * datasets.oneHot([2, 0], 3).data // Float64Array [0, 0, 1, 1, 0, 0]
 */
export function oneHot(labels: ArrayLike<number>, classes?: number): Tensor {
  if (classes !== undefined && !(Number.isInteger(classes) && classes > 0)) {
    throw new OptionError(
      `oneHot: the number of classes should be a positive integer, got ${describe(classes)}`,
    );
  }
  if (!isLabels(labels)) {
    throw new ShapeError(`oneHot: labels should be an array of class indices, got ${describe(labels)}`);
  }
  let largest = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!(Number.isInteger(label) && label >= 0 && label < (classes ?? Infinity))) {
      const range = classes === undefined ? 'a non-negative integer' : `an integer of {0, …, ${classes - 1}}`;
      throw new LabelError(`oneHot: labels[${i}] should be ${range}, got ${describe(label)}`);
    }
    largest = Math.max(largest, label);
  }
  const K = classes ?? largest + 1;
  const rows = zeros([labels.length, K]);
  for (let i = 0; i < labels.length; i++) rows.data[i * K + labels[i]] = 1;
  return rows;
}
