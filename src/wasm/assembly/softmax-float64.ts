/** Softmax with a temperature and the gradient of log softmax, in float64 and rounded once: as the plain loops, but vectors of two. */
import { loadPart, lowerHalf, narrowed, storePart, sumOf, upperHalf } from './lanes';
import { rowMax } from './row-max';
import { fillRow } from './row-scale';
import { log1pOf, wideExp } from './wide';

/** Below it an exponential is 0 in float64. */
const LOWEST: f64 = -745.2;

/** p ← softmax of the rows [begin, end), divided by the temperature; may overwrite the logits. NaN as in `softmax`. */
export function temperedSoftmax(begin: i32, end: i32, logits: usize, classes: i32, temperature: f64, p: usize): void {
  const t = f64x2.splat(temperature);
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const to = p + usize(i) * stride;
    const max = rowMax(z, classes);
    if (!(abs(max) < Infinity)) {
      fillRow(to, classes, NaN);
      continue;
    }
    const m = f64x2.splat(max);
    const sum = f64x2.splat(1 + sumOfOthers(z, classes, m, t));
    for (let k = 0; k < classes; k += 4) {
      const at = usize(k) << 2;
      const v = loadFour(z + at, classes - k);
      const lower = f64x2.div(wideExp(relative(lowerHalf(v), m, t)), sum);
      const upper = f64x2.div(wideExp(relative(upperHalf(v), m, t)), sum);
      storeFour(to + at, narrowed(lower, upper), classes - k);
    }
  }
}

/** to ← the logarithm of the same. */
export function temperedLogSoftmax(begin: i32, end: i32, logits: usize, classes: i32, temperature: f64, out: usize): void {
  const t = f64x2.splat(temperature);
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const to = out + usize(i) * stride;
    const max = rowMax(z, classes);
    if (!(abs(max) < Infinity)) {
      fillRow(to, classes, NaN);
      continue;
    }
    const m = f64x2.splat(max);
    const normalizer = f64x2.splat(log1pOf(sumOfOthers(z, classes, m, t)));
    for (let k = 0; k < classes; k += 4) {
      const at = usize(k) << 2;
      const v = loadFour(z + at, classes - k);
      const lower = f64x2.sub(relative(lowerHalf(v), m, t), normalizer);
      const upper = f64x2.sub(relative(upperHalf(v), m, t), normalizer);
      storeFour(to + at, narrowed(lower, upper), classes - k);
    }
  }
}

/** to ← g − exp(y) Σ g for the rows [begin, end) of an output y of log softmax; may overwrite either. */
export function logSoftmaxBackward(begin: i32, end: i32, output: usize, gradient: usize, classes: i32, out: usize): void {
  const lowest = f64x2.splat(LOWEST);
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const y = output + usize(i) * stride;
    const g = gradient + usize(i) * stride;
    const to = out + usize(i) * stride;
    const sum = f64x2.splat(rowSum(g, classes));
    for (let k = 0; k < classes; k += 4) {
      const at = usize(k) << 2;
      const v = loadFour(y + at, classes - k);
      const w = loadFour(g + at, classes - k);
      const lower = lowerHalf(v);
      const upper = upperHalf(v);
      const lowerP = v128.andnot(wideExp(lower), f64x2.lt(lower, lowest));
      const upperP = v128.andnot(wideExp(upper), f64x2.lt(upper, lowest));
      const lowerResult = f64x2.sub(lowerHalf(w), f64x2.mul(lowerP, sum));
      const upperResult = f64x2.sub(upperHalf(w), f64x2.mul(upperP, sum));
      storeFour(to + at, narrowed(lowerResult, upperResult), classes - k);
    }
  }
}

/** Σ exp((z − m)/t) but for the first number that is the maximum m, whose term is 1. */
function sumOfOthers(z: usize, n: i32, m: v128, t: v128): f64 {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  let sum = zero;
  let tops = zero;
  for (let k = 0; k < n; k += 4) {
    const v = loadFour(z + (usize(k) << 2), n - k);
    const lower = lowerHalf(v);
    const upper = upperHalf(v);
    const isLowerTop = f64x2.eq(lower, m);
    const isUpperTop = f64x2.eq(upper, m);
    sum = f64x2.add(sum, v128.andnot(wideExp(relative(lower, m, t)), isLowerTop));
    sum = f64x2.add(sum, v128.andnot(wideExp(relative(upper, m, t)), isUpperTop));
    tops = f64x2.add(tops, f64x2.add(v128.and(one, isLowerTop), v128.and(one, isUpperTop)));
  }
  return sumOf(sum) + (sumOf(tops) - 1);
}

@inline
function relative(z: v128, m: v128, t: v128): v128 {
  return f64x2.div(f64x2.sub(z, m), t);
}

/** Numbers of float32 in the order in which they lie, so that the sum of few has the bits of the plain loop's. */
function rowSum(x: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < n; k++) sum += load<f32>(x + (usize(k) << 2));
  return sum;
}

@inline
function loadFour(at: usize, n: i32): v128 {
  return n >= 4 ? v128.load(at) : loadPart(at, n);
}

@inline
function storeFour(at: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(at, v);
  else storePart(at, v, n);
}
