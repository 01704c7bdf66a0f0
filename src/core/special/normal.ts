import { exp } from './exp';

/** Where {@link normalParts} leaves Φ(x) and φ(x) (a pair as a result would be allocated at each call). */
export const NORMAL_PARTS = new Float64Array(2);

/** Points of the table per unit, and where it ends: 1 − Φ(9) is 1.1e-19. */
const STEPS = 64;
const REACH = 9;
/** Taylor coefficients of Φ at a point; what is left out is below 2^-58 of the first within half a step. */
const TERMS = 10;
/** Adding and subtracting 1.5 · 2^52 rounds to the nearest integer. */
const ROUNDER = 6755399441055744;
const SQRT_TAU = 2.5066282746310002;

/**
 * The standard normal distribution function Φ(x) = (1 + erf(x/√2))/2 and its density φ(x) = e^(−x²/2)/√(2π), with the same
 * bits on every engine, left in {@link NORMAL_PARTS}. Small values far to the left keep their digits, which 1 + erf would cancel.
 *
 * @remarks
 * Formula:  Taylor polynomials at multiples of 1/64; beyond −9, Φ(x) = φ(x)/(t + 1/(t + 2/(t + 3/(t + …)))), t = −x
 * Numerics: errors ≤ 4 ulp where φ(x) is a normal number (|x| < 37.6), measured on 659 arguments in normal.test.ts
 */
export function normalParts(x: number): void {
  if (!(Math.abs(x) < REACH)) {
    farParts(x);
    return;
  }
  const point = x * STEPS + ROUNDER - ROUNDER;
  const h = x - point / STEPS;
  const coefficients = (table ??= makeTable());
  const first = ((point + REACH * STEPS) * TERMS) | 0;
  let value = coefficients[first + TERMS - 1];
  let slope = 0;
  for (let n = first + TERMS - 2; n >= first; n--) {
    slope = slope * h + value;
    value = value * h + coefficients[n];
  }
  NORMAL_PARTS[0] = value;
  NORMAL_PARTS[1] = slope;
}

function farParts(x: number): void {
  const density = densityAt(x);
  NORMAL_PARTS[0] = x > 0 ? 1 : density * millsRatio(-x);
  NORMAL_PARTS[1] = density;
}

/** φ(x), of the next multiple of 1/64, whose square is exact, and of the rest. */
function densityAt(x: number): number {
  if (Math.abs(x) > 40) return 0; // below the least subnormal
  const near = Math.round(x * STEPS) / STEPS;
  return (exp((-near * near) / 2) * exp(((near - x) * (near + x)) / 2)) / SQRT_TAU;
}

/** (1 − Φ(t))/φ(t) for t ≥ 1/2. */
function millsRatio(t: number): number {
  let fraction = t;
  for (let k = Math.ceil(400 / (t * t)) + 20; k >= 1; k--) fraction = t + k / fraction;
  return 1 / fraction;
}

/** Φ(x) for x ≤ 0; near 0 by its power series Φ = 1/2 + φ·(x + x³/3 + x⁵/(3·5) + …). */
function lowerTail(x: number): number {
  if (x <= -0.5) return densityAt(x) * millsRatio(-x);
  let sum = 0;
  for (let n = 1, term = x; n < 40; n += 2, term *= (x * x) / n) sum += term;
  return 0.5 + densityAt(x) * sum;
}

/** Made when it is first needed: loading the library does not wait for it. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const coefficients = new Float64Array((2 * REACH * STEPS + 1) * TERMS);
  for (let i = 0, at = 0; at < coefficients.length; i++) {
    const x = i / STEPS - REACH;
    coefficients[at++] = x > 0 ? 1 - lowerTail(-x) : lowerTail(x);
    // The coefficients g of φ: (n + 1)·gₙ₊₁ = −x·gₙ − gₙ₋₁.
    let [previous, g] = [0, densityAt(x)];
    for (let n = 0; n < TERMS - 1; n++) {
      coefficients[at++] = g / (n + 1);
      [previous, g] = [g, (-x * g - previous) / (n + 1)];
    }
  }
  return coefficients;
}
