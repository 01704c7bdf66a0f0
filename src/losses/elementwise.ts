import { asTensor, type Tensor, type TensorLike } from '../core';
import { checkSameDtype, checkSameShape } from '../core/checks';
import type { Batch } from './loss';

/** Targets of a loss that has one per number of its input: of the input's shape. */
export type ElementTargets = TensorLike;

/** The targets as numbers in the order of the input's elements. */
export function readElementTargets(where: string, input: Tensor, given: ElementTargets): Tensor['data'] {
  const target = asTensor(where, 'the target', given, input);
  checkSameShape(where, ['the target', target], ['the input', input]);
  checkSameDtype(where, ['the target', target], ['the input', input]);
  return target.data;
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
