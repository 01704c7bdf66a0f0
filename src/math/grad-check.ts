import {
  asTensor,
  jupyterDisplay,
  OptionError,
  tensor,
  type Displayable,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkFunction, checkOptions, checkSameShape, describe } from '../core/checks';
import type { Complex } from './complex';
import {
  complexSlope,
  differenceSlope,
  oracleSlope,
  type DecimalClass,
  type DecimalNumber,
  type Slope,
} from './grad-check-methods';
import { inWords, tableOf, type GradCheckElement } from './grad-check-report';
import { isRow, type Matrix } from './rows';

/** What a check found. Shows itself as a table: one line an element. */
export interface GradCheck extends Displayable {
  /** No element differs, and at least one agrees. */
  readonly passed: boolean;
  /** What was found, in a sentence. */
  readonly verdict: string;
  /** The largest |analytic − numeric| over the largest element, among those that agree or differ. */
  readonly relativeError: number;
  readonly elements: readonly GradCheckElement[];
}

export interface GradCheckOptions {
  /**
   * What the gradient is compared with. `'differences'` (default): f as it is; `'complexStep'`: f written in
   * {@link Complex} numbers, analytic (no abs, max or comparison); `'oracle'`: f in 50-digit decimals.
   */
  method?: 'differences' | 'complexStep' | 'oracle';
  /** Relative error that an element of the gradient itself may have; 1e-11 by default, 1e-5 for float32. */
  tolerance?: number;
}

/**
 * Checks a gradient against derivatives of f that need no calculus.
 *
 * @remarks
 * differences: 4-point central differences, the step chosen for each element; 8 to 13 digits, and f is called
 *              about twenty times an element. The threshold is the estimate of truncation and rounding error that
 *              led to that step
 * complexStep: Im f(x + ih)/h with h = 10⁻¹⁰⁰: nothing cancels, 15 digits [SquireTrapp1998]
 * oracle:      a central difference in 50 digits with h = 10⁻¹⁵: about 30 digits, so even the tiny slopes of
 *              confident rows are checked in every digit. Give it the class `Decimal` of decimal.js
 *
 * A gradient of float32 is compared with derivatives in float64. At a kink any slope between the one-sided ones
 * is right, so that nothing is judged there but a slope outside; nor is it where x or f is not finite (a masked
 * class), nor where the derivative is less than its own estimated error. A check of which no element could be judged
 * has not passed.
 * @param f - the function: `(x) => number`, x as it is given, nested arrays as a tensor; a formula in complex numbers or decimals gets an array of them
 * @param x - where: numbers or a tensor, of any shape; float32 is widened
 * @param gradient - the analytic gradient at x, of x's shape
 * @throws {@link ShapeError} if x and gradient differ in shape; {@link OptionError}
 * @example
 * import { Decimal } from 'decimal.js';
 * const logits = tensor([[2, 0.5, -1]]);
 * const { gradient } = losses.softmaxCrossEntropy.withGradient(logits, [0]);
 * math.gradCheck((z) => losses.softmaxCrossEntropy(z, [0]), logits, gradient).passed // true
 * // The definition, once for both.
 * const loss = <T extends math.FormulaNumber<T>>(z: T[]): T =>
 *   z.map((v) => v.exp()).reduce((a, b) => a.plus(b)).ln().minus(z[0]);
 * math.gradCheck(loss, logits, gradient, { method: 'complexStep' }).passed // true
 * math.gradCheck(loss, logits, gradient, { method: 'oracle', Decimal }).passed // true
 *
 * Source: [Fornberg1988], [SquireTrapp1998]
 */
export function gradCheck(
  f: (x: number[]) => number,
  x: readonly number[],
  gradient: TensorLike,
  options?: GradCheckOptions & { method?: 'differences' },
): GradCheck;
export function gradCheck(
  f: (x: Float64Array) => number,
  x: Float64Array,
  gradient: TensorLike,
  options?: GradCheckOptions & { method?: 'differences' },
): GradCheck;
export function gradCheck(
  f: (x: Tensor) => number,
  x: Matrix,
  gradient: TensorLike,
  options?: GradCheckOptions & { method?: 'differences' },
): GradCheck;
export function gradCheck(
  f: (x: Complex[]) => Complex,
  x: TensorLike,
  gradient: TensorLike,
  options: GradCheckOptions & { method: 'complexStep' },
): GradCheck;
export function gradCheck<D extends DecimalNumber<D>>(
  f: (x: D[]) => D,
  x: TensorLike,
  gradient: TensorLike,
  options: GradCheckOptions & { method: 'oracle'; Decimal: DecimalClass<D> },
): GradCheck;
export function gradCheck<D extends DecimalNumber<D>>(
  f: ((x: never) => number) | ((x: Complex[]) => Complex) | ((x: D[]) => D),
  x: TensorLike,
  gradient: TensorLike,
  options: GradCheckOptions & { Decimal?: DecimalClass<D> } = {},
): GradCheck {
  checkOptions('gradCheck', options, ['method', 'tolerance', 'Decimal']);
  checkFunction('gradCheck', 'f', f);
  const at = asTensor('gradCheck', 'x', x);
  const analytic = asTensor('gradCheck', 'the gradient', gradient);
  checkSameShape('gradCheck', ['the gradient', analytic], ['x', at]);
  const { method = 'differences', tolerance = analytic.dtype === 'float32' ? 1e-5 : 1e-11 } = options;
  const slope = slopeOf(method, f, x, at.shape, options.Decimal);
  const xs = Float64Array.from(at.data);
  const elements = Array.from(analytic.data, (value, j) =>
    judge(indexOf(j, at.shape), value, xs[j], () => slope(xs, j), tolerance),
  );

  const judged = elements.filter(({ verdict }) => verdict === 'agrees' || verdict === 'differs');
  const largest = Math.max(0, ...judged.map((e) => Math.max(Math.abs(e.analytic), Math.abs(e.numeric))));
  const apart = judged.map((e) => Math.abs(e.analytic - e.numeric));
  const passed = judged.length > 0 && judged.every(({ verdict }) => verdict === 'agrees');
  const mark = judged.length === 0 ? '?' : passed ? '✓' : '✗';
  const verdict = `${mark} ${inWords(elements)}`;
  return {
    passed,
    verdict,
    relativeError: Math.max(0, ...apart) / (largest || 1),
    elements,
    [jupyterDisplay]: () => tableOf(elements, `${verdict} (${method})`)[jupyterDisplay](),
  };
}

function slopeOf<D extends DecimalNumber<D>>(
  method: unknown,
  f: unknown,
  x: TensorLike,
  shape: readonly number[],
  Decimal: DecimalClass<D> | undefined,
): (xs: Float64Array, j: number) => Slope {
  if (method === 'differences') {
    // f gets what x is: an array, a Float64Array or a tensor.
    const given = (xs: Float64Array): TensorLike =>
      isRow(x) ? (Array.isArray(x) ? Array.from(xs) : xs) : tensor(xs, { shape });
    const valueAt = (xs: Float64Array): number => (f as (x: unknown) => number)(given(xs));
    return (xs, j) => differenceSlope(valueAt, xs, j);
  }
  if (method === 'complexStep') return (xs, j) => complexSlope(f as (x: Complex[]) => Complex, xs, j);
  if (method !== 'oracle') {
    throw new OptionError(
      `gradCheck: method should be 'differences', 'complexStep' or 'oracle', got ${describe(method)}`,
    );
  }
  if (Decimal === undefined) {
    throw new OptionError("gradCheck: the oracle needs a class of decimals: { Decimal } of 'decimal.js'");
  }
  return (xs, j) => oracleSlope(f as (x: D[]) => D, xs, j, Decimal);
}

function judge(
  index: readonly number[],
  analytic: number,
  x: number,
  slopeAt: () => Slope,
  tolerance: number,
): GradCheckElement {
  const slope = Number.isFinite(x) ? slopeAt() : undefined;
  const numeric = slope?.value ?? NaN;
  const size = Math.max(Math.abs(analytic), Math.abs(numeric));
  const difference = Math.abs(analytic - numeric);
  const relativeError = difference === 0 ? 0 : difference / size;
  const threshold = tolerance + (slope && slope.error > 0 ? slope.error / size : 0);
  const element = { index, analytic, numeric, relativeError, threshold };
  if (!slope || !Number.isFinite(numeric)) return { ...element, verdict: 'not finite' };
  if (relativeError <= threshold) return { ...element, verdict: threshold < 1 ? 'agrees' : 'too small' };
  const kink = slope.kink();
  const room = 1e-6 * size;
  const isBetween =
    kink !== undefined &&
    analytic >= Math.min(kink.left, kink.right) - room &&
    analytic <= Math.max(kink.left, kink.right) + room;
  return { ...element, verdict: isBetween ? 'kink' : 'differs' };
}

/** The indices of element `j` of a row-major block. */
function indexOf(j: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(j % shape[axis]);
    j = Math.floor(j / shape[axis]);
  }
  return index;
}
