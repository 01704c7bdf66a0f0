import type { TensorLike } from '../core';
import { checkCount } from '../core/checks';
import { recommendedItems } from './recommended-items';

/**
 * Catalogue coverage: the fraction of all items that is recommended to anybody.
 *
 * @param recommended - indices of items, `[U, k]` of U users or of any other shape (lists of several lengths go into one);
 * if it is empty, the coverage is 0
 * @param items - how many items there are
 * @throws {@link LabelError} for what is no index of an item; {@link OptionError} unless there are items
 * @example
 * metrics.catalogueCoverage([[0, 1], [0, 3]], 4) // 0.75
 * Source: [Ge2010]
 */
export function catalogueCoverage(recommended: TensorLike, items: number): number {
  checkCount('catalogueCoverage', 'items', items, 1);
  return new Set(recommendedItems('catalogueCoverage', recommended, items)).size / items;
}
