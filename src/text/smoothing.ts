import type { Level } from './context-tree';

/**
 * How what follows a context is smoothed:
 *
 * p(w|h) = (c(hw) − D)/d(h) + r(h)·p(w|h′), where h′ is h without its first token.
 */
export interface Smoothed {
  /** D of an entry counted 0, 1, 2, 3 or more times. */
  readonly discounts: readonly number[];
  /** `[contexts]` d. */
  readonly denominators: Float64Array;
  /** `[contexts]` r. */
  readonly rest: Float64Array;
}

/** Modified Kneser-Ney: three discounts, and what they leave is the rest. */
export function kneserNey(level: Level): Smoothed {
  const discounts = discountsOf(level.counts);
  return smoothed(level, discounts, (total, kinds) => {
    const left = discounts[1] * kinds[1] + discounts[2] * kinds[2] + discounts[3] * kinds[3];
    return [total, left / total];
  });
}

/** Witten-Bell: another token comes as often as one has come for the first time. */
export function wittenBell(level: Level): Smoothed {
  return smoothed(level, NONE, (total, [kinds]) => [total + kinds, kinds / (total + kinds)]);
}

/** As if every token had occurred `alpha` times more; the rest goes to the uniform distribution. */
export function additive(level: Level, alpha: number, classes: number): Smoothed {
  const more = alpha * classes;
  return smoothed(level, NONE, (total) => [total + more, more / (total + more)]);
}

const NONE = [0, 0, 0, 0];

/** Where the counts of counts give none, as in Heafield's KenLM. */
const FALLBACK = [0, 0.5, 1, 1.5];

/** Dₖ = k − (k + 1)·Y·nₖ₊₁/nₖ with Y = n₁/(n₁ + 2n₂), where nₖ entries are counted k times. */
function discountsOf(counts: Int32Array): readonly number[] {
  const n = [0, 0, 0, 0, 0];
  for (const count of counts) if (count <= 4) n[count]++;
  const Y = n[1] / (n[1] + 2 * n[2]);
  const discounts = [1, 2, 3].map((k) => k - ((k + 1) * Y * n[k + 1]) / n[k]);
  return discounts.every((discount, i) => discount > 0 && discount <= i + 1) ? [0, ...discounts] : FALLBACK;
}

/** @param of - d and r of a context with its total, and how many entries it has: all, and of counts 1, 2, 3 or more */
function smoothed(
  { entries, counts }: Level,
  discounts: readonly number[],
  of: (total: number, kinds: readonly number[]) => readonly [denominator: number, rest: number],
): Smoothed {
  const contexts = entries.length - 1;
  const [denominators, rest] = [new Float64Array(contexts), new Float64Array(contexts)];
  const kinds = [0, 0, 0, 0];
  for (let context = 0; context < contexts; context++) {
    let total = 0;
    kinds.fill(0);
    for (let e = entries[context]; e < entries[context + 1]; e++) {
      total += counts[e];
      kinds[0]++;
      kinds[Math.min(counts[e], 3)]++;
    }
    [denominators[context], rest[context]] = of(total, kinds);
  }
  return { discounts, denominators, rest };
}
