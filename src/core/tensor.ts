import { checkDType, checkOptions, describe } from './checks';
import type { ArrayOf, DType, FloatArray } from './dtype';
import { ShapeError } from './errors';
import { newArray, ofDType } from './new-array';
import { newTensor } from './new-tensor';
import { isPlainNumbers, readNumbers, type NestedNumbers, type PlainNumbers } from './read-numbers';
import { formatShape, sizeOf } from './shape';
import type { IntegerArray } from './typed-array';

export { isTensor } from './is-tensor';
export { formatShape, sizeOf };
export type { ArrayOf, DType, FloatArray, NestedNumbers, PlainNumbers };

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

/**
 * What goes wherever a tensor of numbers goes: a tensor, or plain numbers, which take the dtype of the tensors that they
 * meet in that call (alone they are read as {@link tensor} reads them). What a call writes into is a tensor.
 */
export type TensorLike = Tensor | PlainNumbers;

export interface TensorOptions {
  /** Lengths of the axes; by default that of the nesting, or `[length]` of a typed array. */
  shape?: readonly number[];
  /** By default a floating-point array's own type, else `float64`. */
  dtype?: DType;
}

/**
 * Makes a tensor of nested numbers or an array of integers (copied, float64 unless `dtype` says otherwise) or of a
 * floating-point array (taken as it is, not copied, unless `dtype` asks for the other type).
 *
 * @throws {@link ShapeError} if the nesting is ragged or holds anything but numbers, or the number of elements is not
 *   that of `shape`; {@link OptionError}
 * @example
 * tensor([[1, 2], [3, 4]]).shape            // [2, 2]
 * tensor(new Float32Array(6), { shape: [2, 3] }).dtype // 'float32'
 */
export function tensor<D extends DType>(
  values: PlainNumbers,
  options: TensorOptions & { dtype: D },
): Tensor<ArrayOf<D>>;
export function tensor<A extends FloatArray>(
  values: A,
  options?: TensorOptions & { dtype?: undefined },
): Tensor<A>;
export function tensor(
  values: NestedNumbers | IntegerArray,
  options?: TensorOptions & { dtype?: undefined },
): Tensor<Float64Array>;
export function tensor(values: PlainNumbers, options?: TensorOptions): Tensor;
export function tensor(values: PlainNumbers, options: TensorOptions = {}): Tensor {
  checkOptions('tensor', options, ['shape', 'dtype']);
  checkDType('tensor', options.dtype);
  if (!isPlainNumbers(values)) {
    throw new ShapeError(
      `tensor: values should be (nested) arrays of numbers or a typed array, got ${describe(values)}`,
    );
  }
  const { data, shape: nested } = readNumbers('tensor', 'values', values);
  const { shape = nested } = options;
  if (sizeOf(shape) !== data.length) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape)} holds ${sizeOf(shape)} numbers, the values hold ${data.length}`,
    );
  }
  return newTensor(options.dtype ? ofDType(data, options.dtype) : data, shapeOf(shape));
}

/**
 * A tensor of zeros, float64 unless `dtype` says otherwise.
 * @throws {@link ShapeError} if a length is not a non-negative integer, or there would be more than 2³¹ elements;
 *   {@link OptionError}
 * @throws {@link MemoryError} if there is no room for it
 * @example
 * zeros([2, 3], { dtype: 'float32' }).data.length // 6
 */
export function zeros<D extends DType = 'float64'>(
  shape: readonly number[],
  options?: { dtype?: D },
): Tensor<ArrayOf<D>>;
export function zeros(shape: readonly number[], options: { dtype?: DType } = {}): Tensor {
  checkOptions('zeros', options, ['dtype']);
  const { dtype = 'float64' } = options;
  checkDType('zeros', dtype);
  return newTensor(newArray(sizeOf(shape, 'zeros'), dtype), shapeOf(shape));
}

/** A copy, in which −0 is 0. */
function shapeOf(shape: readonly number[]): number[] {
  return shape.map((length) => length + 0);
}
