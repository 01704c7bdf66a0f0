import { ShapeError, asTensor, formatShape, type TensorLike } from '../core';
import { checkEntries } from '../core/check-entries';
import { recommendedItems } from './recommended-items';

/**
 * The average popularity of what is recommended. Beside that of what users chose themselves, it tells whether a recommender
 * prefers the popular.
 *
 * @param recommended - indices of items, `[U, k]` of U users or of any other shape; if it is empty, the mean is 0
 * @param counts - `[items]` the popularity of each, ≥ 0: interactions in the training data, or the share of users who had one
 * @throws {@link LabelError} for what is no index of an item; {@link ShapeError} unless counts is a list; {@link DomainError}
 * for a count that is negative or not finite
 * @example
 * metrics.meanPopularity([[0, 1], [0, 3]], [10, 4, 5, 0]) // 6
 * Source: [Abdollahpouri2019]
 */
export function meanPopularity(recommended: TensorLike, counts: TensorLike): number {
  const popularity = asTensor('meanPopularity', 'counts', counts);
  if (popularity.shape.length !== 1) {
    throw new ShapeError(
      `meanPopularity: counts should have shape [items], got ${formatShape(popularity.shape)}`,
    );
  }
  const isCount = (v: number): boolean => Number.isFinite(v) && v >= 0;
  checkEntries('meanPopularity', 'counts', popularity, isCount, 'a finite number ≥ 0');
  const items = recommendedItems('meanPopularity', recommended, popularity.data.length);
  let sum = 0;
  for (const item of items) sum += popularity.data[item];
  return sum / Math.max(1, items.length);
}
