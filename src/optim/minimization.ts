import { OptionError, ShapeError, asTensor, formatShape, type FloatArray, type TensorLike } from '../core';
import { checkFunction, describe } from '../core/checks';

/** Fraction of the decrease promised by the slope that a step must bring ([Nocedal2006], 3.1). */
export const SUFFICIENT = 1e-4;
/** f of a large sum is not known better than this, relative to its size. */
export const ROUNDING = 1e-14;

/** D numbers. */
export type Vector = readonly number[] | FloatArray;

/** The road a minimiser took; entry 0 of each list is the start. */
export interface Minimization {
  /** The last iterate. */
  x: Float64Array;
  iterates: Float64Array[];
  /** f at each iterate. */
  values: number[];
  /** ‖∇f‖₂ at each iterate. */
  gradientNorms: number[];
  /** Steps taken: `iterates.length − 1`. */
  iterations: number;
  /** Whether ‖∇f‖₂ came down to the tolerance. */
  converged: boolean;
}

/** Walks from `start` until the tolerance, the last iteration, or a step that is `undefined`. */
export function walk(
  where: string,
  start: TensorLike,
  limits: { tolerance: number; maxIterations: number },
  f: (x: Float64Array) => number,
  gradientAt: (x: Float64Array) => Vector,
  step: (x: Float64Array, gradient: Float64Array, value: number) => Float64Array | undefined,
): Minimization {
  let x = vectorOf(where, 'the start', start);
  const road: Minimization = {
    x,
    iterates: [],
    values: [],
    gradientNorms: [],
    iterations: 0,
    converged: false,
  };
  for (let iteration = 0; ; iteration++) {
    const gradient = vectorOf(where, 'the gradient', gradientAt(x));
    if (gradient.length !== x.length) {
      throw new ShapeError(
        `${where}: the gradient has ${gradient.length} elements, the start has ${x.length}`,
      );
    }
    const norm = Math.sqrt(dot(gradient, gradient));
    const value = f(x);
    road.x = x;
    road.iterates.push(x);
    road.values.push(value);
    road.gradientNorms.push(norm);
    road.iterations = iteration;
    road.converged = norm <= limits.tolerance;
    // Not finite: every later iterate would be NaN.
    if (road.converged || iteration >= limits.maxIterations || !Number.isFinite(norm)) return road;
    const next = step(x, gradient, value);
    if (!next) return road;
    x = next;
  }
}

/** Throws an {@link OptionError} unless there is a function with its gradient. */
export function checkProblem(where: string, problem: { f: unknown; gradient: unknown }): void {
  if (typeof problem !== 'object' || (problem as object | null) === null) {
    throw new OptionError(`${where}: the problem should be { f, gradient, … }, got ${describe(problem)}`);
  }
  checkFunction(where, 'f of the problem', problem.f);
  checkFunction(where, 'gradient of the problem', problem.gradient);
}

/** A copy of D numbers in float64. */
export function vectorOf(where: string, name: string, x: TensorLike): Float64Array {
  const { data, shape } = asTensor(where, name, x);
  if (shape.length === 1) return Float64Array.from(data);
  throw new ShapeError(`${where}: ${name} should have shape [D], got ${formatShape(shape)}`);
}

/** a + scale·b */
export function addScaled(a: Float64Array, scale: number, b: Float64Array): Float64Array {
  return a.map((value, i) => value + scale * b[i]);
}

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
