import { ShapeError, newTensor, type TensorLike } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { checkLabels } from '../core/labels';
import { matmulTransposedRight } from '../nn/matmul';
import { unitRows } from './unit-rows';

export interface NearestOptions {
  /** By default 10, or as many as there are. */
  count?: number;
}

export interface Neighbour {
  readonly index: number;
  /** The cosine. */
  readonly similarity: number;
}

/**
 * The rows of the greatest cosine with a row, itself not among them.
 *
 * @param vectors - `[V, D]`
 * @param word - a row
 * @returns the nearest first; of equally near ones that of the smaller number
 * @throws {@link ShapeError}, {@link LabelError}, {@link OptionError}; {@link DomainError} for a row of zeros
 * @example
 * wordVectors.nearest(tensor([[1, 0], [3, 3], [0, -2]]), 0, { count: 1 }) // ≈ [{ index: 1, similarity: 0.707107 }]
 */
export function nearest(vectors: TensorLike, word: number, options: NearestOptions = {}): Neighbour[] {
  checkOptions('nearest', options, ['count']);
  const { count = 10 } = options;
  checkCount('nearest', 'count', count, 1);
  const unit = unitRows('nearest', vectors);
  const [rows, dimensions] = unit.shape;
  checkLabels('nearest', [word], 1, rows, undefined, 'word');
  if (rows < 2) throw new ShapeError('nearest: vectors should have two rows or more, got one');
  const query = newTensor(unit.data.slice(word * dimensions, (word + 1) * dimensions), [1, dimensions]);
  const cosines = matmulTransposedRight(query, unit).data;
  return Array.from(cosines, (similarity, index) => ({ index, similarity }))
    .filter(({ index }) => index !== word)
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
    .slice(0, count);
}
