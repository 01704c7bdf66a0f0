import { DTypeError, OptionError, ShapeError, formatShape, isTensor, type Tensor } from '../core';
import { checkTensor } from '../core/checks';
import type { AnyReduction, Reducing } from '../core/reduction';

export type { AnyReduction, Unreduced } from '../core/reduction';

/** The options that every loss takes. */
export interface ReductionOptions extends Reducing {
  /**
   * Receives the tensor of the result, so that none is allocated: the gradient in `withGradient`, the
   * losses in a plain call with `reduction: 'none'`. It may be the input itself, and shares no memory with the rest.
   */
  out?: Tensor;
}

/** What the sum of a batch's losses is divided by; they are multiples of `unit`, 1 by default. */
export function divisorOf(
  { denominator, unit = 1 }: { denominator: number; unit?: number },
  { reduction = 'mean', normalizer }: AnyReduction<Reducing>,
): number {
  if (reduction !== 'mean') return 1 / unit;
  return normalizer === undefined ? denominator : normalizer / unit;
}

export const REDUCTION_OPTIONS = ['reduction', 'normalizer', 'onEmpty', 'out'] as const;

/** Throws a {@link ShapeError} unless `out` can take what has this shape and dtype. */
export function checkOut(
  where: string,
  out: Tensor,
  name: string,
  { shape, dtype }: Omit<Tensor, 'data'>,
): void {
  checkTensor(where, 'out', out);
  if (out.shape.length !== shape.length || out.shape.some((length, axis) => length !== shape[axis])) {
    throw new ShapeError(
      `${where}: out has shape ${formatShape(out.shape)}, but ${name} has ${formatShape(shape)}`,
    );
  }
  if (out.dtype !== dtype) {
    throw new DTypeError(
      `${where}: out is ${out.dtype}, but ${name} is ${dtype}; give out that dtype: zeros(shape, { dtype: '${dtype}' })`,
    );
  }
}

/**
 * Throws an {@link OptionError} if `out` shares memory with what is read after it is first written to: options, labels, a
 * part of the input. All of the input, or of a target like it, is read before it is written, row by row.
 */
export function checkApart(where: string, input: Tensor, target: unknown, options: { out?: Tensor }): void {
  const out = options.out as Tensor;
  if (overlap(out, input) && !isSame(out, input)) throw overlapping(where, 'a part of the input');
  if (overlap(out, target) && !(isTensor(target) && isSame(out, target)))
    throw overlapping(where, 'the target');
  for (const name in options) {
    if (name !== 'out' && overlap(out, options[name as 'out'])) throw overlapping(where, name);
  }
}

function overlapping(where: string, name: string): OptionError {
  return new OptionError(`${where}: out overlaps ${name}; it should lie elsewhere`);
}

function isSame({ data: a }: Tensor, { data: b }: Tensor): boolean {
  return a.byteOffset === b.byteOffset && a.byteLength === b.byteLength;
}

/** Whether a tensor or a typed array has bytes of `out`. */
function overlap({ data: out }: Tensor, other: unknown): boolean {
  if (typeof other !== 'object' || other === null) return false;
  const view = ArrayBuffer.isView(other) ? other : (other as Partial<Tensor>).data;
  return (
    view !== undefined &&
    view.buffer === out.buffer &&
    view.byteOffset < out.byteOffset + out.byteLength &&
    out.byteOffset < view.byteOffset + view.byteLength
  );
}
