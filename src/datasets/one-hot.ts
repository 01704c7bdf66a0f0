import { classIndices, LabelError, OptionError, zeros } from '../core';
import type { ArrayOf, DType, Labels, Tensor } from '../core';
import { checkDType, checkOptions, describe } from '../core/checks';

/**
 * One-hot rows: `[N, K]` with a 1 in the label's column and 0 elsewhere, float64 unless `dtype` says otherwise.
 *
 * @param labels - `[N]` class indices
 * @param classes - K; by default the largest label plus one
 * @throws {@link LabelError} that names the first label which is not in `{0, …, K − 1}`;
 * {@link OptionError} if K is not a positive integer
 * @example
 * datasets.oneHot([2, 0], 3).data // Float64Array [0, 0, 1, 1, 0, 0]
 */
export function oneHot<D extends DType = 'float64'>(
  labels: Labels,
  classes?: number,
  options?: { dtype?: D },
): Tensor<ArrayOf<D>>;
export function oneHot(labels: Labels, classes?: number, options: { dtype?: DType } = {}): Tensor {
  if (classes !== undefined && !(Number.isInteger(classes) && classes > 0)) {
    throw new OptionError(
      `oneHot: the number of classes should be a positive integer, got ${describe(classes)}`,
    );
  }
  checkOptions('oneHot', options, ['dtype']);
  checkDType('oneHot', options.dtype);
  labels = classIndices('oneHot', labels);
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
  const rows = zeros([labels.length, K], options);
  for (let i = 0; i < labels.length; i++) rows.data[i * K + labels[i]] = 1;
  return rows;
}
