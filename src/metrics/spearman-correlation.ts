import { DomainError, ShapeError, asTensor, formatShape, type FloatArray, type TensorLike } from '../core';

const NAME = 'spearmanCorrelation';

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
export function spearmanCorrelation(a: TensorLike, b: TensorLike): number {
  const [x, y] = [asTensor(NAME, 'a', a), asTensor(NAME, 'b', b)];
  const count = x.data.length;
  if (x.shape.length !== 1 || y.shape.length !== 1 || count !== y.data.length || count < 2) {
    throw new ShapeError(
      `${NAME}: a and b should be [N], of two numbers or more; got ${formatShape(x.shape)} and ${formatShape(y.shape)}`,
    );
  }
  const [r, s] = [ranksOf('a', x.data), ranksOf('b', y.data)];
  const mean = (count + 1) / 2;
  let [rs, rr, ss] = [0, 0, 0];
  for (let i = 0; i < r.length; i++) {
    rs += (r[i] - mean) * (s[i] - mean);
    rr += (r[i] - mean) * (r[i] - mean);
    ss += (s[i] - mean) * (s[i] - mean);
  }
  if (rr > 0 && ss > 0) return rs / Math.sqrt(rr * ss);
  throw new DomainError(`${NAME}: all numbers of ${rr > 0 ? 'b' : 'a'} are equal`);
}

/** From 1; of equal numbers the mean. */
function ranksOf(name: string, values: FloatArray): Float64Array {
  const order = Int32Array.from(values, (value, i) => {
    if (Number.isNaN(value)) throw new DomainError(`${NAME}: ${name}[${i}] is NaN`);
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
