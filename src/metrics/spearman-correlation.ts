import { DomainError, ShapeError } from '../core';

/**
 * Spearman's rank correlation: that of the ranks, equal numbers having the mean of their ranks.
 *
 * @remarks
 * Formula: ρ = Σ (rᵢ − r̄)(sᵢ − s̄) / √(Σ (rᵢ − r̄)² Σ (sᵢ − s̄)²)
 * Domain:  no NaN; infinities have a rank as others
 * Cost:    O(N log N)
 * @param a - `[N]`
 * @param b - `[N]`
 * @returns a number of [−1, 1]
 * @throws {@link ShapeError} unless both have one length of two or more; {@link DomainError} for NaN, or if all numbers of one are equal
 * @example
 * metrics.spearmanCorrelation([1, 2, 3, 4], [10, 100, 1000, 500]) // ≈ 0.8
 * metrics.spearmanCorrelation([1, 1, 2], [3, 2, 1]) // ≈ -0.866025
 * Source: [Spearman1904]
 */
export function spearmanCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a?.length !== b?.length || !(a.length >= 2)) {
    throw new ShapeError(
      `spearmanCorrelation: two arrays of one length, two numbers or more, are expected; got ${a?.length} and ${b?.length}`,
    );
  }
  const [r, s] = [ranksOf('a', a), ranksOf('b', b)];
  const mean = (a.length + 1) / 2;
  let [rs, rr, ss] = [0, 0, 0];
  for (let i = 0; i < r.length; i++) {
    rs += (r[i] - mean) * (s[i] - mean);
    rr += (r[i] - mean) * (r[i] - mean);
    ss += (s[i] - mean) * (s[i] - mean);
  }
  if (rr > 0 && ss > 0) return rs / Math.sqrt(rr * ss);
  throw new DomainError(`spearmanCorrelation: all numbers of ${rr > 0 ? 'b' : 'a'} are equal`);
}

/** From 1; of equal numbers the mean. */
function ranksOf(name: string, values: ArrayLike<number>): Float64Array {
  const order = Int32Array.from(values, (value, i) => {
    if (Number.isNaN(value)) throw new DomainError(`spearmanCorrelation: ${name}[${i}] is NaN`);
    return i;
  }).sort((i, j) => (values[i] < values[j] ? -1 : Number(values[i] > values[j])));
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]] === values[order[first]]) end++;
    for (const i of order.subarray(first, end)) ranks[i] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}
