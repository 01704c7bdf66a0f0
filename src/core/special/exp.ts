import { EXP_PARTS, expParts } from './exp-parts';
import { scaleByPowerOfTwo } from './powers-of-two';

/**
 * eˣ with the same bits on every engine, `Math.exp` being unspecified in its last ones.
 *
 * @remarks
 * Numerics: error ≤ 0.59 ulp
 */
export function exp(x: number): number {
  if (!(Math.abs(x) < 746)) return x > 0 ? Infinity : x < 0 ? 0 : x;
  const k = expParts(x, 0);
  return scaleByPowerOfTwo(EXP_PARTS[0] + EXP_PARTS[1], k);
}
