import type { TensorLike } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import {
  ROUNDING,
  SUFFICIENT,
  addScaled,
  checkProblem,
  dot,
  vectorOf,
  walk,
  type Minimization,
  type Vector,
} from './minimization';
import { checkNumber } from './optimizer';

/** Fraction of the slope that a step may leave ([Nocedal2006], 3.1). */
const CURVATURE = 0.9;
const TRIALS = 80;

/** A step and the change of the gradient along it. */
interface Pair {
  s: Float64Array;
  y: Float64Array;
  /** 1/(sᵀy) */
  rho: number;
}

/**
 * The limited-memory BFGS method x ← x − t·H∇f(x): H, an estimate of the inverse Hessian, is made of the last steps and
 * the changes of the gradient along them. For a smooth f of many variables whose Hessian would be too large.
 *
 * @remarks
 * Method:  two-loop recursion; the step t is halved or doubled from 1 until it brings the decrease that the slope promised
 * and leaves at most 0.9 of the slope (the weak Wolfe conditions), which keeps H positive definite
 * Stops:   when ‖∇f‖₂ ≤ `tolerance` (1e-10 by default), after `maxIterations` (1000 by default), or when no step
 * is found: `converged` says which
 * Cost:    O(history·D) a step, beside one f and ∇f a trial, mostly one
 * @param problem - f and its gradient at an x of D numbers
 * @param start - D numbers
 * @param options - `history`: how many steps H is made of, by default 10
 * @throws {@link OptionError} for unknown options or values out of range; {@link ShapeError} if the gradient's
 * length is not that of the start
 * @example
 * const problem = optim.logisticObjective(tensor([[-1], [0], [1], [2]]), [0, 1, 0, 1]);
 * optim.lbfgs(problem, [0, 0]).converged // true
 * Source: [LiuNocedal1989]; [Nocedal2006], 7.2; [LewisOverton2013] for the line search
 */
export function lbfgs(
  problem: { f: (x: Float64Array) => number; gradient: (x: Float64Array) => Vector },
  start: TensorLike,
  options: { history?: number; maxIterations?: number; tolerance?: number } = {},
): Minimization {
  checkOptions('lbfgs', options, ['history', 'maxIterations', 'tolerance']);
  const { history = 10, maxIterations = 1000, tolerance = 1e-10 } = options;
  checkProblem('lbfgs', problem);
  checkCount('lbfgs', 'history', history, 1);
  checkNumber('lbfgs', 'maxIterations', maxIterations, 0);
  checkNumber('lbfgs', 'tolerance', tolerance, 0);
  const at = remembered(problem);
  const pairs: Pair[] = [];
  return walk(
    'lbfgs',
    start,
    { maxIterations, tolerance },
    (x) => at(x).value,
    (x) => at(x).gradient,
    (x, gradient, value) => {
      const direction = descent(pairs, gradient);
      const next = search(at, x, value, direction, dot(gradient, direction));
      if (!next) return undefined;
      const s = addScaled(next, -1, x);
      const y = addScaled(at(next).gradient, -1, gradient);
      const curvature = dot(s, y);
      if (curvature > 0) pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > history) pairs.shift();
      return next;
    },
  );
}

interface Point {
  value: number;
  gradient: Float64Array;
}

/** f and ∇f, computed once for the x that was asked for last. */
function remembered(problem: Parameters<typeof lbfgs>[0]): (x: Float64Array) => Point {
  let last: (Point & { x: Float64Array }) | undefined;
  return (x) => {
    if (last?.x === x) return last;
    return (last = {
      x,
      value: problem.f(x),
      gradient: vectorOf('lbfgs', 'the gradient', problem.gradient(x)),
    });
  };
}

/** −H∇f; before the first step the gradient, at most of length 1. */
function descent(pairs: readonly Pair[], gradient: Float64Array): Float64Array {
  let q = gradient;
  const alphas = pairs.map(() => 0);
  for (let j = pairs.length - 1; j >= 0; j--) {
    alphas[j] = pairs[j].rho * dot(pairs[j].s, q);
    q = addScaled(q, -alphas[j], pairs[j].y);
  }
  const latest = pairs[pairs.length - 1] as Pair | undefined;
  const scale = latest
    ? 1 / (latest.rho * dot(latest.y, latest.y))
    : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  q = q.map((value) => -scale * value);
  pairs.forEach(({ s, y, rho }, j) => {
    q = addScaled(q, -alphas[j] - rho * dot(y, q), s);
  });
  return q;
}

/** The first x + t·direction that meets both conditions, t halved or doubled from 1. */
function search(
  at: (x: Float64Array) => Point,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
): Float64Array | undefined {
  const rounding = ROUNDING * Math.abs(value);
  let [low, high, t] = [0, Infinity, 1];
  for (let trial = 0; trial < TRIALS; trial++) {
    const next = addScaled(x, t, direction);
    const point = at(next);
    if (!(point.value <= value + SUFFICIENT * t * slope + rounding)) high = t;
    else if (dot(point.gradient, direction) < CURVATURE * slope) low = t;
    else return next;
    t = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return undefined;
}
