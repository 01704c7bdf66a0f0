import { DomainError } from '../errors';
import { productError, sumError } from './double-double';

/** Arguments up to this size are reduced exactly enough; the library needs no larger ones. */
const LARGEST = 1e5;
const TWO_OVER_PI = 0.6366197723675814;
/** π/2 in four parts; the first three have 33 bits, so that their products with the quadrant are exact. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];
const [PART_1, PART_2, PART_3, PART_4] = HALF_PI;
/** Adding and subtracting 1.5 · 2^52 rounds to the nearest integer. */
const ROUNDER = 6755399441055744;

/**
 * The sine of x radians, |x| ≤ 100,000, with the same bits on every engine.
 *
 * @remarks
 * Numerics: error ≤ 0.7 ulp, measured on 773 arguments in sin-cos.test.ts
 * @throws {@link DomainError} if |x| > 1e5 (NaN gives NaN)
 */
export function sin(x: number): number {
  return x === 0 ? x : quarterTurns('sin', x, 0);
}

/**
 * The cosine of x radians, |x| ≤ 100,000, with the same bits on every engine.
 *
 * @remarks
 * Numerics: error ≤ 0.7 ulp, measured on 773 arguments in sin-cos.test.ts
 * @throws {@link DomainError} if |x| > 1e5 (NaN gives NaN)
 */
export function cos(x: number): number {
  return quarterTurns('cos', x, 1);
}

/** sin(x + turns · π/2): x = quadrant · π/2 + (r + tail) with |r| ≤ π/4 [CodyWaite1980]. */
function quarterTurns(where: string, x: number, turns: number): number {
  if (Math.abs(x) > LARGEST) throw new DomainError(`${where}: x should be at most 1e5 in size, got ${x}`);
  const quadrant = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  const first = x - quadrant * PART_1;
  const second = first - quadrant * PART_2;
  const third = second - quadrant * PART_3;
  const rest =
    sumError(first, -quadrant * PART_2, second) +
    sumError(second, -quadrant * PART_3, third) -
    quadrant * PART_4;
  const r = third + rest;
  const tail = third - r + rest;
  const quarter = (quadrant + turns) & 3;
  const value = quarter & 1 ? cosNearZero(r, tail) : sinNearZero(r, tail);
  return quarter & 2 ? -value : value;
}

/** sin(r + tail) = r − r³/6 + … + tail · cos r by Taylor; after r¹⁷ less than 2^-63 is left. */
function sinNearZero(r: number, tail: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 / 120 - r2 * (1 / 5040) + r4 * (1 / 362880 - r2 * (1 / 39916800));
  const high = 1 / 6227020800 - r2 * (1 / 1307674368000 - r2 * (1 / 355687428096000));
  const cubic = r2 * (1 / 6) - r4 * (low + r4 * r4 * high);
  return r + (tail * (1 - 0.5 * r2) - r * cubic);
}

/** cos(r + tail) = 1 − r²/2 + … − tail · sin r by Taylor; after r¹⁶ less than 2^-58 is left. */
function cosNearZero(r: number, tail: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 / 24 - r2 * (1 / 720) + r4 * (1 / 40320 - r2 * (1 / 3628800));
  const high = 1 / 479001600 - r2 * (1 / 87178291200) + r4 * (1 / 20922789888000);
  const half = 0.5 * r2;
  const upper = 1 - half;
  return upper + (1 - upper - half - 0.5 * productError(r, r, r2) + r4 * (low + r4 * r4 * high) - r * tail);
}
