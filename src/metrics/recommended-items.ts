import { LabelError, asTensor, type FloatArray, type TensorLike } from '../core';
import { checkEntries } from '../core/check-entries';

/** @throws {@link LabelError} that names the first which is no index of an item */
export function recommendedItems(where: string, recommended: TensorLike, items: number): FloatArray {
  const read = asTensor(where, 'recommended', recommended);
  checkEntries(
    where,
    'recommended',
    read,
    (v) => Number.isInteger(v) && v >= 0 && v < items,
    `an index of 0 … ${items - 1}`,
    LabelError,
  );
  return read.data;
}
