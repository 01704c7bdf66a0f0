import type { TensorLike } from '../core';
import { checkBoolean, checkFunction, checkOptions } from '../core/checks';
import {
  ROUNDING,
  SUFFICIENT,
  addScaled,
  checkProblem,
  dot,
  walk,
  type Minimization,
  type Vector,
} from './minimization';
import { checkNumber } from './optimizer';
import { solveCholesky } from './solve-cholesky';

export interface NewtonProblem {
  f: (x: Float64Array) => number;
  gradient: (x: Float64Array) => Vector;
  /** `[D, D]`, symmetric and positive definite. */
  hessian: (x: Float64Array) => TensorLike;
}

/**
 * Newton's method x ← x − t·H⁻¹∇f(x) for a convex f, with the step t halved from 1 until f decreases.
 *
 * @remarks
 * Ends when ‖∇f‖₂ ≤ `tolerance` (1e-10 by default), after `maxIterations` (100 by default), or when no step
 * decreases f any more; `converged` says which. With `damped: false` t is always 1: the textbook's method,
 * which may diverge.
 * @param problem - f, gradient and Hessian at an x of D numbers
 * @param start - D numbers
 * @throws {@link DomainError} if a Hessian is not positive definite, as on separable data without a penalty
 * once the probabilities saturate; {@link OptionError}; {@link ShapeError}
 * @example
 * const problem = optim.logisticObjective(tensor([[-1], [0], [1], [2]]), [0, 1, 0, 1]);
 * optim.newton(problem, [0, 0]).converged // true
 * Source: [Nocedal2006]; [Boyd2004], 9.5
 */
export function newton(
  problem: NewtonProblem,
  start: TensorLike,
  options: { maxIterations?: number; tolerance?: number; damped?: boolean } = {},
): Minimization {
  checkOptions('newton', options, ['maxIterations', 'tolerance', 'damped']);
  const { maxIterations = 100, tolerance = 1e-10, damped = true } = options;
  checkBoolean('newton', 'damped', damped);
  checkProblem('newton', problem);
  checkNumber('newton', 'maxIterations', maxIterations, 0);
  checkNumber('newton', 'tolerance', tolerance, 0);
  const { f, gradient, hessian } = problem;
  checkFunction('newton', 'hessian of the problem', hessian);
  return walk('newton', start, { maxIterations, tolerance }, f, gradient, (x, slope, value) => {
    const direction = solveCholesky('newton', hessian(x), slope);
    if (!damped) return addScaled(x, -1, direction);
    const promised = dot(slope, direction);
    const rounding = ROUNDING * Math.abs(value);
    for (let t = 1; t > 1e-12; t /= 2) {
      const next = addScaled(x, -t, direction);
      if (f(next) <= value - SUFFICIENT * t * promised + rounding) return next;
    }
    return undefined;
  });
}
