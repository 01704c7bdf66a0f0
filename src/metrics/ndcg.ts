import { DomainError, log, pow, type TensorLike } from '../core';
import { checkChoice, checkOptions } from '../core/checks';
import { meanOverLists, type RankingOptions } from './ranked-lists';

export interface NdcgOptions extends RankingOptions {
  /** What an item of relevance r is worth: r if `'linear'` (the default), 2ʳ − 1 if `'exponential'`. */
  gain?: 'linear' | 'exponential';
}

/**
 * Normalised discounted cumulative gain (NDCG@k): the gain of a list's first k items, each discounted by its place,
 * relative to that of the best order. The mean over the lists.
 *
 * @remarks
 * Formula: DCG@k = Σ_{i ≤ k} gain(rᵢ) / log₂(i + 1), where rᵢ is the relevance at rank i; NDCG = DCG / DCG of the items by
 *          descending relevance
 * Ties:    items of equal score have the mean of their gains, so their order is immaterial [McSherryNajork2008]
 * Empty:   a list without a relevant item counts 0, also one without items
 * Cost:    O(NL log L)
 * @param scores - `[N, L]`, or `[L]` of one list; larger means nearer to the top
 * @param relevance - of the same shape, ≥ 0
 * @returns a number of [0, 1]
 * @throws {@link ShapeError} if the shapes differ or there is no list; {@link DomainError} for a score that is not finite, or
 * gains whose sum overflows; {@link LabelError} for a relevance that is negative or not finite; {@link OptionError}
 * @example
 * metrics.ndcg([[3, 2, 1]], [[0, 2, 1]]) // ≈ 0.66967
 * metrics.ndcg([3, 2, 1], [0, 2, 1], { k: 2, gain: 'exponential' }) // ≈ 0.5213
 * metrics.ndcg([1, 1], [1, 0]) // ≈ 0.81546
 * Source: [JarvelinKekalainen2002], the exponential gain [Burges2005]; cf. sklearn.metrics.ndcg_score
 */
export function ndcg(scores: TensorLike, relevance: TensorLike, options: NdcgOptions = {}): number {
  checkOptions('ndcg', options, ['k', 'gain', 'mask']);
  const { gain, ...rest } = options;
  checkChoice('ndcg', 'gain', gain, ['linear', 'exponential']);
  const discounts: number[] = [];
  return meanOverLists(
    'ndcg',
    scores,
    relevance,
    rest,
    (ties, gains) => {
      while (discounts.length < Math.min(gains.length, rest.k ?? Infinity))
        discounts.push(log(2) / log(discounts.length + 2));
      const total = ties.reduce((sum, tie) => sum + tie.gain, 0);
      if (total === 0) return 0;
      if (total === Infinity) {
        throw new DomainError('ndcg: relevance is so large that the sum of the gains overflows; scale it');
      }
      let found = 0;
      for (const { start, size, shown, gain } of ties) {
        for (let i = start; i < start + shown; i++) found += (gain / size) * discounts[i];
      }
      const best = gains
        .filter((gain) => gain > 0)
        .sort()
        .reverse()
        .subarray(0, rest.k);
      return found / best.reduce((sum, gain, i) => sum + gain * discounts[i], 0);
    },
    gain === 'exponential' ? (r) => pow(2, r) - 1 : undefined,
  );
}
