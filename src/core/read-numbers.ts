import { describe } from './describe';
import type { FloatArray } from './dtype';
import { ShapeError } from './errors';
import { float32Memory } from './float32-memory';
import { sizeOf } from './shape';
import { isFloat32, isFloatArray, isIntegerArray, type IntegerArray } from './typed-array';

/** Of nested numbers: an array that holds itself has no end. */
const MOST_AXES = 32;

export type NestedNumbers = readonly (number | NestedNumbers)[];
/** Numbers that are no tensor: an array, nested arrays or a typed array. */
export type PlainNumbers = NestedNumbers | FloatArray | IntegerArray;

/** Whether a value is plain numbers by its type (its elements are not looked at). */
export function isPlainNumbers(value: unknown): value is PlainNumbers {
  return Array.isArray(value) || isFloatArray(value) || isIntegerArray(value);
}

/**
 * Plain numbers in a row, and the lengths of their nesting. A floating-point array is not copied, the rest becomes float64.
 * @throws {@link ShapeError} that names `where` and the first element that is not as it should be
 */
export function readNumbers(
  where: string,
  name: string,
  values: PlainNumbers,
): { data: FloatArray; shape: number[] } {
  if (isFloatArray(values)) {
    float32Memory().check(where, values);
    return { data: ofTheClassItself(values), shape: [values.length] };
  }
  const shape = nestingOf(values);
  return { data: flatten(where, name, values as NestedNumbers, shape), shape };
}

/** The same numbers, not copied: methods of subclasses need not do what ours need. */
function ofTheClassItself(data: FloatArray): FloatArray {
  const Plain = isFloat32(data) ? Float32Array : Float64Array;
  return Object.getPrototypeOf(data) === Plain.prototype
    ? data
    : new Plain(data.buffer, data.byteOffset, data.length);
}

function nestingOf(values: NestedNumbers | IntegerArray): number[] {
  const lengths = [values.length];
  let first: unknown = values[0];
  for (; Array.isArray(first) && lengths.length < MOST_AXES; first = first[0] as unknown) {
    lengths.push(first.length);
  }
  return lengths;
}

function flatten(
  where: string,
  name: string,
  values: NestedNumbers,
  nested: readonly number[],
): Float64Array {
  const out = new Float64Array(sizeOf(nested, where));
  let filled = 0;
  const visit = (level: NestedNumbers, axis: number, path: string): void => {
    if (level.length !== nested[axis]) {
      throw new ShapeError(
        `${where}: ragged nesting: ${name}${path} has ${level.length} elements, expected ${nested[axis]}`,
      );
    }
    const innermost = axis === nested.length - 1;
    for (let i = 0; i < level.length; i++) {
      const value = level[i]; // undefined in a hole
      if (innermost ? typeof value !== 'number' : !Array.isArray(value)) {
        throw new ShapeError(
          `${where}: ${name}${path}[${i}] should be ${innermost ? 'a number' : 'an array'}, got ${describe(value)}`,
        );
      }
      if (innermost) out[filled++] = value as number;
      else visit(value as NestedNumbers, axis + 1, `${path}[${i}]`);
    }
  };
  visit(values, 0, '');
  return out;
}
