import {
  LabelError,
  ShapeError,
  float32Memory,
  formatShape,
  isTensor,
  type IntegerArray,
  type Tensor,
} from '../core';
import { checkSameDtype, checkSameShape, describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';
import type { Batch } from './loss';

/** Targets of a loss that has one per number of its input: a tensor of its shape, or an array for `[N]`. */
export type ElementTargets = Tensor | readonly number[] | IntegerArray;

/** The targets as numbers in the order of the input's elements. */
export function readElementTargets(where: string, input: Tensor, target: ElementTargets): ArrayLike<number> {
  if (isTensor(target)) {
    checkSameShape(where, ['the target', target], ['the input', input]);
    checkSameDtype(where, input, target);
    return target.data;
  }
  const given: unknown = target;
  if (!Array.isArray(given) && !typedArrayKind(given)) {
    throw new ShapeError(`${where}: the target should be a tensor or an array, got ${describe(given)}`);
  }
  float32Memory().check(where, target);
  if (input.shape.length !== 1 || target.length !== input.shape[0]) {
    throw new ShapeError(
      `${where}: the target has shape [${target.length}], but the input has ${formatShape(input.shape)}` +
        (input.shape.length === 1 ? '' : '; pass a tensor of that shape'),
    );
  }
  for (let i = 0; i < target.length; i++) {
    if (typeof target[i] !== 'number') {
      throw new LabelError(`${where}: target[${i}] is ${describe(target[i])}, expected a number`);
    }
  }
  return target;
}

/** A batch whose every number makes a loss of its own; `element` returns it and sets `gradient[0]`. */
export function elementwise(
  input: Tensor,
  element: (i: number, x: number, gradient: Float64Array) => number,
): Batch {
  return {
    width: 1,
    shape: input.shape,
    denominator: input.data.length,
    row: (i, x, gradient) => element(i, x[0], gradient),
  };
}
