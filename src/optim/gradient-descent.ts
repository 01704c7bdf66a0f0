import type { TensorLike } from '../core';
import { checkOptions } from '../core/checks';
import { type Minimization, type Vector, addScaled, checkProblem, walk } from './minimization';
import { checkNumber } from './optimizer';

/**
 * Plain gradient descent x ← x − η∇f(x) with a fixed step, which keeps every iterate: for demonstrations, not
 * for speed.
 *
 * @remarks
 * Ends when ‖∇f‖₂ ≤ `tolerance` (0 by default: only at an exact zero), after `maxIterations` (100 by default),
 * or when the gradient is no longer finite. It does not throw when it diverges: that is often the point.
 * @param problem - f and its gradient at an x of D numbers
 * @param start - D numbers
 * @throws {@link OptionError} for unknown options or values out of range; {@link ShapeError} if the gradient's
 * length is not that of the start
 * @example
 * optim.gradientDescent({ f: ([x]) => x * x, gradient: ([x]) => [2 * x] }, [1], { learningRate: 0.25 })
 */
export function gradientDescent(
  problem: { f: (x: Float64Array) => number; gradient: (x: Float64Array) => Vector },
  start: TensorLike,
  options: { learningRate: number; maxIterations?: number; tolerance?: number },
): Minimization {
  checkOptions('gradientDescent', options, ['learningRate', 'maxIterations', 'tolerance']);
  const { learningRate, maxIterations = 100, tolerance = 0 } = options;
  checkProblem('gradientDescent', problem);
  checkNumber('gradientDescent', 'learningRate', learningRate, 0);
  checkNumber('gradientDescent', 'maxIterations', maxIterations, 0);
  checkNumber('gradientDescent', 'tolerance', tolerance, 0);
  const limits = { maxIterations, tolerance };
  return walk('gradientDescent', start, limits, problem.f, problem.gradient, (x, gradient) =>
    addScaled(x, -learningRate, gradient),
  );
}
