import { ShapeError, formatShape } from '../core';

/** `[N, K]`; throws unless there are rows and classes. */
export function checkLogits(where: string, shape: readonly number[]): [rows: number, classes: number] {
  if (shape.length === 2 && shape[0] > 0 && shape[1] > 0) return [shape[0], shape[1]];
  throw new ShapeError(
    `${where}: logits should have shape [N, K], at least one of each, got ${formatShape(shape)}`,
  );
}
