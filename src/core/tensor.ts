import { MemoryError, ShapeError } from './errors';
import { float32Memory } from './float32-memory';
import { newTensor } from './new-tensor';

/** Indices and byte counts stay far within what arithmetic on them can bear. */
const MOST_ELEMENTS = 2147483648;

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
 * @throws {@link ShapeError} if the nesting is ragged, or the number of elements is not that of `shape`
 * @example
 * tensor([[1, 2], [3, 4]]).shape            // [2, 2]
 * tensor(new Float32Array(6), { shape: [2, 3] }).dtype // 'float32'
 */
export function tensor(values: NestedNumbers | FloatArray, options: TensorOptions = {}): Tensor {
  const typed = values instanceof Float32Array || values instanceof Float64Array;
  if (typed) float32Memory().check('tensor', values);
  const nested = typed ? [values.length] : nestingOf(values);
  const shape = options.shape ?? nested;
  if (sizeOf(shape) !== sizeOf(nested)) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape)} holds ${sizeOf(shape)} numbers, the values hold ${sizeOf(nested)}`,
    );
  }
  const dtype = options.dtype ?? (values instanceof Float32Array ? 'float32' : 'float64');
  const data = typed ? convert(values, dtype) : convert(flatten(values, sizeOf(nested)), dtype);
  return newTensor(data, [...shape]);
}

/**
 * A tensor of zeros, float64 unless `dtype` says otherwise.
 * @throws {@link ShapeError} if a length is not a non-negative integer, or there would be more than 2³¹ elements
 * @throws {@link MemoryError} if there is no room for it
 */
export function zeros(shape: readonly number[], dtype: DType = 'float64'): Tensor {
  return newTensor(newArray(sizeOf(shape), dtype), [...shape]);
}

/** @throws {@link DomainError} for a float32 tensor whose scope has ended: whoever takes a tensor asks here */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape } = value as Partial<Tensor>;
  if (!(data instanceof Float32Array || data instanceof Float64Array) || !Array.isArray(shape)) return false;
  float32Memory().check('tensor', data);
  return true;
}

/** `[2, 3]` as text, for error messages. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Elements of a shape. Throws a {@link ShapeError} that names `where` if it is none, or has more than 2³¹. */
export function sizeOf(shape: readonly number[], where = 'tensor'): number {
  let size = 1;
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new ShapeError(`${where}: a shape has non-negative integer lengths, got ${formatShape(shape)}`);
    }
    size *= length;
  }
  if (size > MOST_ELEMENTS) {
    throw new ShapeError(`${where}: shape ${formatShape(shape)} has ${size} elements; the most is 2³¹`);
  }
  return size;
}

function convert(values: FloatArray, dtype: DType): FloatArray {
  if (dtype === (values instanceof Float32Array ? 'float32' : 'float64')) return values;
  const data = newArray(values.length, dtype);
  data.set(values);
  return data;
}

function newArray(size: number, dtype: DType): FloatArray {
  try {
    return dtype === 'float32' ? float32Memory().zeros(size) : new Float64Array(size);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new MemoryError(`tensor: out of memory: asked for ${size} numbers of ${dtype}`, { cause });
  }
}

function nestingOf(values: NestedNumbers): number[] {
  const first = values[0];
  return Array.isArray(first) ? [values.length, ...nestingOf(first as NestedNumbers)] : [values.length];
}

function flatten(values: NestedNumbers, size: number): Float64Array {
  const out = new Float64Array(size);
  let filled = 0;
  const visit = (level: NestedNumbers, shape: readonly number[], path: string): void => {
    if (level.length !== shape[0]) {
      throw new ShapeError(
        `tensor: ragged nesting: values${path} has ${level.length} elements, expected ${shape[0]}`,
      );
    }
    level.forEach((value, i) => {
      const nested = Array.isArray(value);
      if (nested !== shape.length > 1 || (!nested && typeof value !== 'number')) {
        throw new ShapeError(
          `tensor: values${path}[${i}] should be ${shape.length > 1 ? 'an array' : 'a number'}, got ${typeof value}`,
        );
      }
      if (nested) visit(value as NestedNumbers, shape.slice(1), `${path}[${i}]`);
      else out[filled++] = value;
    });
  };
  visit(values, nestingOf(values), '');
  return out;
}
