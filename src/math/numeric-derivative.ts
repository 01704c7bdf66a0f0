import { DomainError } from '../core';
import { U } from './rounding-bounds';

/** A derivative by differences, with an estimate of its error; NaN if f is not finite around x. */
export interface NumericDerivative {
  value: number;
  error: number;
}

/** The smallest step is 2^-24 of max(1, |x|): below it rounding outweighs everything. */
const LEVELS = 23;
/** The first step, by max(1, |x|): no simple fraction, or the differences of many a periodic function would be 0. */
const FIRST = 0.3819660112501051;
/** Rounding errors that f itself is taken to have, relative to its values. */
const NOISE = 8 * U;

/**
 * f′(x) by 4-point central differences [Fornberg1988], (8 (f(x + h) − f(x − h)) − (f(x + 2h) − f(x − 2h)))/12h.
 *
 * @remarks
 * The truncation error falls with h⁴, the rounding error rises with 1/h. So h is halved from 0.38 max(1, |x|) on, each
 * step reuses two values of the one before, and the step whose error is estimated smallest is taken: the larger
 * of the changes from and to its neighbours (what truncation and f's own noise do), and the rounding of f and x.
 */
export function numericDerivative(f: (x: number) => number, x: number): NumericDerivative {
  const scale = Math.max(1, Math.abs(x));
  let h = FIRST * scale;
  let [outer, outerSize] = symmetricDifference(f, x, 2 * h);
  let best: NumericDerivative = { value: NaN, error: Infinity };
  let last: { value: number; change: number; rounding: number } | undefined;
  for (let level = 0; level < LEVELS; level++, h /= 2) {
    const [inner, innerSize] = symmetricDifference(f, x, h);
    const size = Math.max(innerSize, outerSize);
    const value = (8 * inner - outer) / (12 * h);
    [outer, outerSize] = [inner, innerSize];
    if (!Number.isFinite(value)) {
      last = undefined; // outside of f's domain: closer, it may be inside
      continue;
    }
    const rounding = (1.5 * NOISE * size) / h + (Math.abs(value) * 2 * U * scale) / h;
    if (last) {
      const change = Math.abs(value - last.value);
      const error = Math.max(last.change, change) + last.rounding;
      if (error < best.error) best = { value: last.value, error };
      if (rounding > 4 * best.error) break;
      last = { value, change, rounding };
    } else {
      last = { value, change: 0, rounding };
    }
  }
  return best;
}

/** The slopes on either side of x, if they differ for ever smaller steps; undefined where f is smooth. */
export function kinkAt(f: (x: number) => number, x: number): { left: number; right: number } | undefined {
  const h = powerOfTwoBelow(Math.max(1, Math.abs(x))) / 4096;
  const middle = valueOf(f, x);
  const slopes = (step: number): { left: number; right: number } => ({
    left: (middle - valueOf(f, x - step)) / step,
    right: (valueOf(f, x + step) - middle) / step,
  });
  const [wide, narrow] = [slopes(h), slopes(h / 16)];
  const [wideJump, jump] = [wide, narrow].map(({ left, right }) => Math.abs(right - left));
  const size = Math.max(Math.abs(narrow.left), Math.abs(narrow.right));
  const noise = (NOISE * (Math.abs(middle) + size * Math.max(1, Math.abs(x))) * 16) / h;
  // Of a smooth function the slopes differ by f″h: a sixteenth for a sixteenth of the step.
  return jump > wideJump / 2 && jump > 40 * noise ? narrow : undefined;
}

/** f(x + h) − f(x − h), and the larger of both values. */
function symmetricDifference(f: (x: number) => number, x: number, h: number): [number, number] {
  const [above, below] = [valueOf(f, x + h), valueOf(f, x - h)];
  return [above - below, Math.max(Math.abs(above), Math.abs(below))];
}

/** f(x), or NaN where it throws a {@link DomainError}: a stencil may reach beyond the domain, say of a probability. */
function valueOf(f: (x: number) => number, x: number): number {
  try {
    return f(x);
  } catch (error) {
    if (error instanceof DomainError) return NaN;
    throw error;
  }
}

/** The largest power of two that is at most x ≥ 1: a step of which x ± h is mostly exact. */
function powerOfTwoBelow(x: number): number {
  let power = 1;
  while (2 * power <= x) power *= 2;
  return power;
}
