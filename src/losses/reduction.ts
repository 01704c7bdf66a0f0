import { ShapeError, isTensor, type Tensor } from '../core';
import { checkSameDtype, checkSameShape, describe } from '../core/checks';
import type { Reducing } from '../core/reduction';

/** The options that every loss takes. */
export interface ReductionOptions extends Reducing {
  /**
   * Receives the tensor of the result, so that none is allocated: the gradient in `withGradient` (it may be
   * the input itself), the losses in a plain call with `reduction: 'none'`.
   */
  out?: Tensor;
}

export const REDUCTION_OPTIONS = ['reduction', 'normalizer', 'onEmpty', 'out'] as const;

/** Throws a {@link ShapeError} unless `out` can take the place of a tensor like `like`. */
export function checkOut(where: string, out: Tensor, like: [name: string, x: Tensor]): void {
  if (!isTensor(out)) throw new ShapeError(`${where}: out should be a tensor, got ${describe(out)}`);
  checkSameShape(where, ['out', out], like);
  checkSameDtype(where, like[1], out);
}
