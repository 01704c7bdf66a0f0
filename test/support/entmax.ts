import Decimal from 'decimal.js';

/** Digits enough for results of 50 that are far below 1. */
const E = Decimal.clone({ precision: 110, minE: -9e15, maxE: 9e15 });

/** Sparsemax (`alpha` 2) or 1.5-entmax of a row by its definition: the sorted solution, in decimals. */
export function entmaxOracle(alpha: 2 | 1.5, z: readonly Decimal[]): Decimal[] {
  const x = z.map((value) => new E(value).times(alpha - 1));
  const sorted = x.filter((value) => value.isFinite()).sort((a, b) => b.comparedTo(a));
  let threshold = new E(NaN);
  for (let k = 1; k <= sorted.length; k++) {
    const largest = sorted.slice(0, k);
    const mean = largest.reduce((a, b) => a.plus(b), new E(0)).div(k);
    const spread = largest.reduce((a, b) => a.plus(b.minus(mean).pow(2)), new E(0));
    const below = alpha === 2 ? new E(1).div(k) : E.max(0, new E(1).minus(spread).div(k)).sqrt();
    if (k > 1 && ((spread.gt(1) && alpha === 1.5) || mean.minus(below).gte(sorted[k - 1]))) break;
    threshold = mean.minus(below);
  }
  return x.map((value) => {
    const root = value.isFinite() ? E.max(0, value.minus(threshold)) : new E(0);
    return alpha === 2 ? root : root.pow(2);
  });
}

/** The Fenchel-Young loss ⟨p − onehot, z⟩ + H(p) of a row, with Tsallis' entropy H of index α. */
export function fenchelYoungOracle(alpha: 2 | 1.5, z: readonly Decimal[], y: number): Decimal {
  const p = entmaxOracle(alpha, z);
  let entropy = new E(1);
  let product = new E(z[y]).neg();
  p.forEach((pk, k) => {
    entropy = entropy.minus(alpha === 2 ? pk.pow(2) : pk.times(pk.sqrt()));
    if (!pk.isZero()) product = product.plus(pk.times(z[k]));
  });
  return product.plus(entropy.div(alpha * (alpha - 1)));
}
