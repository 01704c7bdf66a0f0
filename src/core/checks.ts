import { describe } from './describe';
import { OptionError, ShapeError } from './errors';
import { isTensor } from './is-tensor';
import { nearestWord } from './nearest-word';
import { formatShape } from './shape';
import type { Tensor } from './tensor';

export { describe };

/** Throws a {@link ShapeError} unless `x` is a tensor. */
export function checkTensor(where: string, name: string, x: Tensor, shape = ''): void {
  if (isTensor(x)) return;
  throw new ShapeError(`${where}: ${name} should be a tensor${shape}, got ${describe(x)}`);
}

/** `[rows, columns]` of a matrix; throws a {@link ShapeError} that names `where` and the shape it got. */
export function checkMatrix(where: string, name: string, x: Tensor): [rows: number, columns: number] {
  checkTensor(where, name, x, ' [N, K]');
  if (x.shape.length !== 2) {
    throw new ShapeError(`${where}: ${name} should have shape [N, K], got ${formatShape(x.shape)}`);
  }
  return [x.shape[0], x.shape[1]];
}

/** Throws a {@link ShapeError} that names both shapes unless they are equal. */
export function checkSameShape(
  where: string,
  a: [name: string, x: Tensor],
  b: [name: string, x: Tensor],
): void {
  checkTensor(where, ...a);
  checkTensor(where, ...b);
  const [left, right] = [a[1].shape, b[1].shape];
  if (left.length === right.length && left.every((length, axis) => length === right[axis])) return;
  throw new ShapeError(
    `${where}: ${a[0]} has shape ${formatShape(left)}, but ${b[0]} has ${formatShape(right)}`,
  );
}

/** Throws a {@link ShapeError} unless all tensors have one dtype: nothing is converted silently. */
export function checkSameDtype(where: string, ...tensors: readonly Tensor[]): void {
  const { dtype } = tensors[0];
  for (const other of tensors) {
    if (other.dtype === dtype) continue;
    throw new ShapeError(`${where}: mixed types ${dtype} and ${other.dtype}; convert one`);
  }
}

/** Throws an {@link OptionError} that names the first option which is not among `known`. */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw noOptions(where, options, known);
  let count = 0;
  for (const key in options) {
    count++;
    // `for in` is what costs least; it also sees what others may have added to Object.prototype.
    if (!known.includes(key) && Object.hasOwn(options, key)) throw unknownOption(where, key, known);
  }
  // A Map, a Promise or a Date has nothing that could be unknown.
  if (count === 0 && Object.prototype.toString.call(options) !== '[object Object]') {
    throw noOptions(where, options, known);
  }
}

function noOptions(where: string, options: unknown, known: readonly string[]): OptionError {
  return new OptionError(
    `${where}: options should be an object like { ${known[0]}: … }, got ${describe(options)}`,
  );
}

function unknownOption(where: string, key: string, known: readonly string[]): OptionError {
  const nearest = nearestWord(key, known);
  const meant = nearest === undefined ? '' : ` (did you mean '${nearest}'?)`;
  return new OptionError(`${where}: unknown option '${key}'${meant}; it takes ${known.join(', ') || 'none'}`);
}

/** Throws an {@link OptionError} unless `value` is a number of `[low, high]`. */
export function checkRange(where: string, name: string, value: number, low: number, high: number): void {
  if (typeof value === 'number' && value >= low && value <= high) return;
  throw new OptionError(`${where}: ${name} should be a number of [${low}, ${high}], got ${describe(value)}`);
}

/** Throws an {@link OptionError} unless `value` is a finite number > 0. */
export function checkPositive(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new OptionError(`${where}: ${name} should be a finite number > 0, got ${describe(value)}`);
}

/** Throws an {@link OptionError} unless `value` is an integer of at least `least`. */
export function checkCount(where: string, name: string, value: number, least: 0 | 1): void {
  if (Number.isInteger(value) && value >= least) return;
  const kind = least === 1 ? 'a positive' : 'a non-negative';
  throw new OptionError(`${where}: ${name} should be ${kind} integer, got ${describe(value)}`);
}

/** Throws an {@link OptionError} unless `value` is one of the choices, or undefined. */
export function checkChoice(where: string, name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return;
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  throw new OptionError(`${where}: ${name} should be one of ${list}, got ${describe(value)}`);
}

const DTYPES = ['float32', 'float64'] as const;

/** Throws an {@link OptionError} unless `dtype` is that of a tensor, or undefined. */
export function checkDType(where: string, dtype: unknown): void {
  checkChoice(where, 'dtype', dtype, DTYPES);
}

/** Throws an {@link OptionError} unless `value` is true, false or undefined: 'false' is true. */
export function checkBoolean(where: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new OptionError(`${where}: ${name} should be true or false, got ${describe(value)}`);
}

/** Throws an {@link OptionError} unless `value` can be called. */
export function checkFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new OptionError(`${where}: ${name} should be a function, got ${describe(value)}`);
}
