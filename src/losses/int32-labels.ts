import type { ClassIndices } from '../core/labels';
import { isInt32 } from '../core/typed-array';

/** What the kernels ignore in place of an `ignoreIndex` that they can't hold. */
const NO_CLASS = -1;

function fitsInt32(x: number): boolean {
  return x === (x | 0);
}

/** What is ignored of `int32Labels`. */
export function int32IgnoreIndex(ignoreIndex: number): number {
  return fitsInt32(ignoreIndex) ? ignoreIndex : NO_CLASS;
}

/** The labels as the kernels read them. */
export function int32Labels(labels: ClassIndices, ignoreIndex: number): Int32Array {
  if (isInt32(labels)) return labels;
  if (fitsInt32(ignoreIndex)) return Int32Array.from(labels);
  return Int32Array.from(labels as ArrayLike<number>, (y) => (y === ignoreIndex ? NO_CLASS : y));
}
