/** Losses that depend on the logits by the probability p of the label alone. */
import { wideExp, wideLog1p } from './wide';

/** a (−log p) + b (1 − p) */
const POLY: i32 = 1;
/** (1 − p)^a (−log p) */
const FOCAL: i32 = 2;
// else (1 − p^a) / a

/** Up to it a power series costs less than what it would lose. */
export const SMALL: f64 = 0.01;
/** More than any −log p that is finite; times the least p it is 0. */
const LARGEST_COST: f64 = 1e40;
/** A factor below it is raised by 2^64, and the exponentials lowered: else float32 lacks its last digits. */
export const LEAST_FACTOR: f64 = 1.0 / 1125899906842624.0 / 1125899906842624.0;
export const LIFTED: f64 = 4294967296.0 * 4294967296.0;

/** What `labelLoss` found out of two rows: the loss f(p), and −p f′(p), which times softmax − one-hot is its gradient. */
export let loss: v128 = f64x2.splat(0);
export let factor: v128 = f64x2.splat(0);

/** Of two rows: `own` and `others` are the exponentials of the label and of all others, `cost` is −log p. */
export function labelLoss(kind: i32, a: f64, b: f64, own: v128, others: v128, cost: v128): void {
  const one = f64x2.splat(1);
  const sum = f64x2.add(own, others);
  const p = f64x2.div(own, sum);
  const rest = f64x2.div(others, sum);
  if (kind == POLY) {
    // With b < 0 as (a + b) (−log p) − b (−log p − (1 − p)), where nothing cancels.
    const main = b < 0 ? a + b : a;
    loss = main == 0 ? f64x2.splat(0) : f64x2.mul(f64x2.splat(main), cost); // not 0 · ∞
    if (b < 0) {
      loss = f64x2.sub(loss, f64x2.mul(f64x2.splat(b), higherTerms(rest, cost)));
      factor = f64x2.sub(f64x2.splat(main), f64x2.mul(f64x2.splat(b), rest));
    } else {
      loss = f64x2.add(loss, f64x2.mul(f64x2.splat(b), rest));
      factor = f64x2.add(f64x2.splat(main), f64x2.mul(f64x2.splat(b), p));
    }
  } else if (kind == FOCAL) {
    const focus = wideExp(f64x2.mul(f64x2.splat(-a), wideLog1p(f64x2.div(own, others))));
    loss = f64x2.mul(focus, cost);
    // −p log p / (1 − p), whose limit is 1
    const ratio = f64x2.div(f64x2.mul(p, f64x2.pmin(cost, f64x2.splat(LARGEST_COST))), rest);
    const bounded = v128.bitselect(one, ratio, f64x2.eq(rest, f64x2.splat(0)));
    factor = f64x2.mul(focus, f64x2.add(one, f64x2.mul(f64x2.splat(a), bounded)));
  } else {
    const x = f64x2.mul(f64x2.splat(a), cost);
    factor = wideExp(f64x2.sub(f64x2.splat(0), x));
    const above = v128.bitselect(smallDecay(x), f64x2.sub(one, factor), f64x2.lt(x, f64x2.splat(SMALL)));
    loss = f64x2.div(above, f64x2.splat(a));
  }
}

/** −log p − (1 − p) = Σ restʲ / j from j = 2 */
@inline
function higherTerms(rest: v128, cost: v128): v128 {
  let sum = f64x2.splat(1.0 / 6);
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 5));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 4));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 3));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 2));
  const series = f64x2.mul(f64x2.mul(rest, rest), sum);
  return v128.bitselect(series, f64x2.sub(cost, rest), f64x2.lt(rest, f64x2.splat(SMALL)));
}

/** 1 − exp(−x) of a small x ≥ 0 */
@inline
export function smallDecay(x: v128): v128 {
  let sum = f64x2.splat(1.0 / 120);
  sum = f64x2.sub(f64x2.splat(1.0 / 24), f64x2.mul(sum, x));
  sum = f64x2.sub(f64x2.splat(1.0 / 6), f64x2.mul(sum, x));
  sum = f64x2.sub(f64x2.splat(1.0 / 2), f64x2.mul(sum, x));
  sum = f64x2.sub(f64x2.splat(1), f64x2.mul(sum, x));
  return f64x2.mul(sum, x);
}
