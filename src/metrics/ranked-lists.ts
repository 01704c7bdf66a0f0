import { LabelError, ShapeError, asTensor, formatShape, type TensorLike } from '../core';
import { checkCount, checkOptions, checkSameShape } from '../core/checks';
import { checkEntries } from '../core/check-entries';
import { readMask, type ListMask } from '../core/list-mask';
import { tiesOf, type Tie } from './ties';

export interface RankingOptions {
  /** How many items are looked at, from the first on; a longer k than the list means all. By default all. */
  k?: number;
  /**
   * By default all items take part. Where it is 0, scores and relevance may be anything: so lists of several lengths
   * are padded, and what a user has seen already is left out.
   */
  mask?: ListMask;
}

export interface TopKOptions extends RankingOptions {
  k: number;
}

/**
 * The mean of a measure over lists, which gets the ties of each list and the gains of its items.
 * @throws {@link ShapeError}, {@link DomainError}, {@link LabelError}, {@link OptionError}
 */
export function meanOverLists(
  where: string,
  givenScores: TensorLike,
  givenRelevance: TensorLike,
  options: RankingOptions,
  measure: (ties: readonly Tie[], gains: Float64Array) => number,
  gainOf = (relevance: number) => relevance,
): number {
  checkOptions(where, options, ['k', 'mask']);
  const { k, mask } = options;
  if (k !== undefined) checkCount(where, 'k', k, 1);
  const scores = asTensor(where, 'scores', givenScores);
  const relevance = asTensor(where, 'relevance', givenRelevance);
  checkSameShape(where, ['scores', scores], ['relevance', relevance]);
  const [lists, length] = scores.shape.length === 1 ? [1, scores.shape[0]] : scores.shape;
  if (scores.shape.length > 2 || !(lists > 0)) {
    throw new ShapeError(
      `${where}: scores should have shape [L], or [N, L] with at least one row; got ${formatShape(scores.shape)}`,
    );
  }
  const takesPart = readMask(where, mask, scores);
  const isOut = (i: number): boolean => takesPart?.[i] === 0;
  checkEntries(
    where,
    'scores',
    scores,
    (v, i) => isOut(i) || Number.isFinite(v),
    'a finite number; mask out items that are not there',
  );
  checkEntries(
    where,
    'relevance',
    relevance,
    (v, i) => isOut(i) || (Number.isFinite(v) && v >= 0),
    'a finite number ≥ 0',
    LabelError,
  );
  const gains = Float64Array.from(relevance.data, gainOf);
  const items = new Int32Array(length);
  const ofItems = new Float64Array(length);
  let total = 0;
  for (let list = 0; list < lists; list++) {
    let count = 0;
    for (let i = list * length; i < (list + 1) * length; i++) {
      if (takesPart?.[i] === 0) continue;
      items[count] = i;
      ofItems[count++] = gains[i];
    }
    const ties = tiesOf(items.subarray(0, count), scores.data, gains, k);
    total += measure(ties, ofItems.subarray(0, count));
  }
  return total / lists;
}
