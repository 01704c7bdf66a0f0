import { OptionError, ShapeError } from './errors';
import { formatShape, isTensor, type Tensor } from './tensor';

/** `[rows, columns]` of a matrix; throws a {@link ShapeError} that names `where` and the shape it got. */
export function checkMatrix(where: string, name: string, x: Tensor): [rows: number, columns: number] {
  if (!isTensor(x)) throw new ShapeError(`${where}: ${name} should be a tensor [N, K], got ${describe(x)}`);
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
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new OptionError(`${where}: unknown option '${unknown}'; it takes ${known.join(', ') || 'none'}`);
  }
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

/** Throws an {@link OptionError} unless `value` is one of the choices, or undefined. */
export function checkChoice(where: string, name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return;
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  throw new OptionError(`${where}: ${name} should be one of ${list}, got ${describe(value)}`);
}

/** What a value is, in a word or two, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return value.constructor?.name ?? 'an object';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : typeof value;
}
