import { describe } from './describe';
import { DTypeError, OptionError, ShapeError } from './errors';
import { exampleOf, isRng } from './meant-option';
import { isTensor } from './is-tensor';
import { nearestWord } from './nearest-word';
import { formatShape } from './shape';
import type { Tensor } from './tensor';

export { describe };

/** Throws a {@link ShapeError} unless `x` is a tensor: what a call writes into has to be one. */
export function checkTensor(where: string, name: string, x: Tensor): void {
  if (isTensor(x)) return;
  throw new ShapeError(`${where}: ${name} should be a tensor, got ${describe(x)}`);
}

/** `[rows, columns]` of a matrix; throws a {@link ShapeError} that names `where` and the shape it got. */
export function checkMatrix(where: string, name: string, x: Tensor): [rows: number, columns: number] {
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

/** Throws a {@link DTypeError} that says how to mend it unless `x` has the dtype of `reference`. */
export function checkSameDtype(
  where: string,
  [name, x]: [name: string, x: Pick<Tensor, 'dtype'>],
  [referenceName, reference]: [name: string, x: Pick<Tensor, 'dtype'>],
): void {
  if (x.dtype === reference.dtype) return;
  const argument = /^(?:the )?(\w+)$/.exec(name)?.[1] ?? '…';
  throw new DTypeError(
    `${where}: ${name} is ${x.dtype}, but ${referenceName} is ${reference.dtype}; ` +
      `convert one, as by convert(${argument}, '${reference.dtype}')`,
  );
}

/** Throws an {@link OptionError} that names the first option which is not among `known`. */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options) || isRng(options)) {
    throw noOptions(where, options, known);
  }
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

/** Throws an {@link OptionError} unless it is missing or a generator. */
export function checkRng(where: string, value: unknown): void {
  if (value === undefined || isRng(value)) return;
  throw new OptionError(`${where}: rng should be a generator made by rng(seed), got ${describe(value)}`);
}

function noOptions(where: string, options: unknown, known: readonly string[]): OptionError {
  return new OptionError(
    `${where}: options should be an object like ${exampleOf(options, known)}, got ${describe(options)}`,
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

/** Throws an {@link OptionError} unless `value` is a finite number ≥ 0. */
export function checkNonNegative(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new OptionError(`${where}: ${name} should be a finite number ≥ 0, got ${describe(value)}`);
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
