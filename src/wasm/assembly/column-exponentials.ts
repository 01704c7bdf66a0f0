/** Exponentials of four rows of few numbers, each in a lane of its own. */
import { BLOCK, expConstant, finishFour, storeReduced } from './exp';
import { scratch } from './scratch';

/** Where in the scratch area they are, after the logits. */
export const EXPONENTIALS: usize = 16 * 32;
/** And their reduced arguments. */
const REDUCED: usize = 2 * EXPONENTIALS;

/**
 * The exponentials of the logits from `scratch` to `last`, as `expRelative` gives them, in two steps for the reason given
 * at `expBlock`. A function of its own: inlined, the engines make `lowest` and `rounder` anew each time round.
 */
export function exponentiateColumns(last: usize, shift: v128, lowest: v128, rounder: v128): void {
  const c0 = expConstant(0);
  const c1 = expConstant(1);
  const c2 = expConstant(2);
  const c3 = expConstant(3);
  const c4 = expConstant(4);
  const c5 = expConstant(5);
  const c6 = expConstant(6);
  for (let block = scratch; block < last; block += 4 * BLOCK) {
    const end = min(block + 4 * BLOCK, last);
    let t = scratch + REDUCED;
    for (let at = block; at < end; at += 16) {
      const x = f32x4.pmax(f32x4.sub(v128.load(at), shift), lowest);
      const shifted = f32x4.add(f32x4.mul(x, c0), rounder);
      v128.store(t, shifted);
      storeReduced(t, x, f32x4.sub(shifted, rounder), c1, c2);
      t += 16;
    }
    t = scratch + REDUCED;
    for (let at = block; at < end; at += 16) {
      v128.store(at, finishFour(t, c3, c4, c5, c6), EXPONENTIALS);
      t += 16;
    }
  }
}
