import { ShapeError } from '../core';
import * as special from '../core/special';
import { describe } from '../core/checks';

/** cos x of one number, the same bits on every engine. */
export function cos(x: number): number {
  return special.cos(number('cos', x));
}

/** eˣ of one number, the same bits on every engine. */
export function exp(x: number): number {
  return special.exp(number('exp', x));
}

/** eˣ − 1, exact to the last digits near 0 of one number, the same bits on every engine. */
export function expm1(x: number): number {
  return special.expm1(number('expm1', x));
}

/** ln x of one number, the same bits on every engine. */
export function log(x: number): number {
  return special.log(number('log', x));
}

/** ln(1 + x), exact to the last digits near 0 of one number, the same bits on every engine. */
export function log1p(x: number): number {
  return special.log1p(number('log1p', x));
}

/** sin x of one number, the same bits on every engine. */
export function sin(x: number): number {
  return special.sin(number('sin', x));
}

/** tanh x of one number, the same bits on every engine. */
export function tanh(x: number): number {
  return special.tanh(number('tanh', x));
}

/** xʸ, the same bits on every engine. */
export function pow(x: number, y: number): number {
  return special.pow(number('pow', x), number('pow', y));
}

/** The functions of `core/` take what they get, for loops over numbers that were checked. */
function number(where: string, x: number): number {
  if (typeof x === 'number') return x;
  throw new ShapeError(`${where}: expected a number, got ${describe(x)}`);
}
