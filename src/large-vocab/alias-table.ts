/** A distribution as columns of equal width: in column k, class k below `thresholds[k]` and `aliases[k]` above. */
export interface AliasTable {
  readonly thresholds: Float64Array;
  readonly aliases: Int32Array;
}

/**
 * Vose's method: a draw takes one column and one uniform number, whatever the number of classes. A class of weight 0
 * has threshold 0 and is nobody's alias.
 *
 * @param weights - not negative, their sum `total` positive
 * Source: [Vose1991]
 */
export function aliasTable(weights: Float64Array, total: number): AliasTable {
  const count = weights.length;
  const thresholds = weights.map((weight) => (weight / total) * count);
  const aliases = Int32Array.from(weights, (_, k) => k);
  const small: number[] = [];
  const large: number[] = [];
  thresholds.forEach((height, k) => (height < 1 ? small : large).push(k));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() as number;
    const high = large[large.length - 1];
    aliases[low] = high;
    thresholds[high] -= 1 - thresholds[low];
    if (thresholds[high] < 1) small.push(large.pop() as number);
  }
  // What is left is 1 but for rounding.
  for (const k of [...small, ...large]) thresholds[k] = 1;
  return { thresholds, aliases };
}
