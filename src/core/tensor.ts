import { checkDType, checkOptions } from './checks';
import { describe } from './describe';
import { MemoryError, ShapeError } from './errors';
import { float32Memory } from './float32-memory';
import { newTensor } from './new-tensor';
import { formatShape, sizeOf } from './shape';
import { isFloat32, isFloatArray, isIntegerArray, type IntegerArray } from './typed-array';

export { isTensor } from './is-tensor';
export { formatShape, sizeOf };

/** Of nested numbers: an array that holds itself has no end. */
const MOST_AXES = 32;

export type DType = 'float32' | 'float64';
export type FloatArray = Float32Array | Float64Array;
export type NestedNumbers = readonly (number | NestedNumbers)[];

/**
 * A contiguous, row-major block of floating-point numbers. No views, no broadcasting.
 * float32 numbers lie in the memory that the kernels and their threads share, so that a call copies nothing:
 * `data.buffer` is all of it, `data.byteOffset` says where the tensor begins. It cannot be cloned (`structuredClone`,
 * `postMessage`): send `data.slice()` and `shape`.
 */
export interface Tensor<A extends FloatArray = FloatArray> {
  readonly data: A;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export interface TensorOptions {
  /** Lengths of the axes; by default that of the nesting, or `[length]` of a typed array. */
  shape?: readonly number[];
  /** By default the typed array's own type, `float64` for nested numbers. */
  dtype?: DType;
}

/**
 * Makes a tensor of nested numbers (copied, float64 unless `dtype` says otherwise) or of a typed array
 * (taken as it is, not copied, unless `dtype` asks for the other type).
 *
 * @throws {@link ShapeError} if the nesting is ragged or holds anything but numbers, or the number of elements is not
 *   that of `shape`; {@link OptionError}
 * @example
 * tensor([[1, 2], [3, 4]]).shape            // [2, 2]
 * tensor(new Float32Array(6), { shape: [2, 3] }).dtype // 'float32'
 */
export function tensor(values: NestedNumbers | FloatArray, options: TensorOptions = {}): Tensor {
  checkOptions('tensor', options, ['shape', 'dtype']);
  checkDType('tensor', options.dtype);
  const typed = isFloatArray(values);
  if (typed) float32Memory().check('tensor', values);
  const nested = typed ? [values.length] : nestingOf(values);
  const { shape = nested } = options;
  if (sizeOf(shape) !== sizeOf(nested)) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape)} holds ${sizeOf(shape)} numbers, the values hold ${sizeOf(nested)}`,
    );
  }
  const dtype = options.dtype ?? (isFloat32(values) ? 'float32' : 'float64');
  const data = convert(typed ? plain(values) : flatten(values, nested), dtype);
  return newTensor(data, shapeOf(shape));
}

/**
 * A tensor of zeros, float64 unless `dtype` says otherwise.
 * @throws {@link ShapeError} if a length is not a non-negative integer, or there would be more than 2³¹ elements;
 *   {@link OptionError} for another dtype
 * @throws {@link MemoryError} if there is no room for it
 */
export function zeros(shape: readonly number[], dtype: DType = 'float64'): Tensor {
  checkDType('zeros', dtype);
  return newTensor(newArray(sizeOf(shape, 'zeros'), dtype), shapeOf(shape));
}

/** A copy, in which −0 is 0. */
function shapeOf(shape: readonly number[]): number[] {
  return shape.map((length) => length + 0);
}

/** The same numbers, not copied, as an array of the class itself: methods of subclasses need not do what ours need. */
function plain(data: FloatArray): FloatArray {
  const Plain = isFloat32(data) ? Float32Array : Float64Array;
  return Object.getPrototypeOf(data) === Plain.prototype
    ? data
    : new Plain(data.buffer, data.byteOffset, data.length);
}

function convert(values: FloatArray, dtype: DType): FloatArray {
  if (dtype === (isFloat32(values) ? 'float32' : 'float64')) return values;
  const data = newArray(values.length, dtype);
  data.set(values);
  return data;
}

function newArray(size: number, dtype: DType): FloatArray {
  try {
    return dtype === 'float32' ? float32Memory().zeros(size) : new Float64Array(size);
  } catch (cause) {
    if ((cause as Error | undefined)?.name !== 'RangeError') throw cause;
    throw new MemoryError(`tensor: out of memory: asked for ${size} numbers of ${dtype}`, { cause });
  }
}

function nestingOf(values: NestedNumbers | IntegerArray): number[] {
  if (!Array.isArray(values) && !isIntegerArray(values)) {
    throw new ShapeError(
      `tensor: values should be nested arrays of numbers or a typed array, got ${describe(values)}`,
    );
  }
  const lengths = [values.length];
  let first: unknown = values[0];
  for (; Array.isArray(first) && lengths.length < MOST_AXES; first = first[0] as unknown) {
    lengths.push(first.length);
  }
  return lengths;
}

function flatten(values: NestedNumbers, nested: readonly number[]): Float64Array {
  const out = new Float64Array(sizeOf(nested));
  let filled = 0;
  const visit = (level: NestedNumbers, axis: number, path: string): void => {
    if (level.length !== nested[axis]) {
      throw new ShapeError(
        `tensor: ragged nesting: values${path} has ${level.length} elements, expected ${nested[axis]}`,
      );
    }
    const innermost = axis === nested.length - 1;
    for (let i = 0; i < level.length; i++) {
      const value = level[i]; // undefined in a hole
      if (innermost ? typeof value !== 'number' : !Array.isArray(value)) {
        throw new ShapeError(
          `tensor: values${path}[${i}] should be ${innermost ? 'a number' : 'an array'}, got ${describe(value)}`,
        );
      }
      if (innermost) out[filled++] = value as number;
      else visit(value as NestedNumbers, axis + 1, `${path}[${i}]`);
    }
  };
  visit(values, 0, '');
  return out;
}
