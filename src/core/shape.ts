import { describe } from './describe';
import { ShapeError } from './errors';

/** Indices and byte counts stay far within what arithmetic on them can bear. */
const MOST_ELEMENTS = 2147483648;

/** `[2, 3]` as text, for error messages. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Elements of a shape. Throws a {@link ShapeError} that names `where` if it is none, or has more than 2³¹. */
export function sizeOf(shape: readonly number[], where = 'tensor'): number {
  if (!Array.isArray(shape)) {
    throw new ShapeError(`${where}: shape should be an array such as [2, 3], got ${describe(shape)}`);
  }
  let size = 1;
  for (const length of shape as readonly number[]) {
    if (!Number.isInteger(length) || length < 0) {
      const lengths = Array.from(shape, describe).join(', ');
      throw new ShapeError(`${where}: a shape has non-negative integer lengths, got [${lengths}]`);
    }
    size *= length;
  }
  if (size > MOST_ELEMENTS) {
    throw new ShapeError(`${where}: shape ${formatShape(shape)} has ${size} elements; the most is 2³¹`);
  }
  return size;
}
