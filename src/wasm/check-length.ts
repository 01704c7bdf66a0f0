import { ShapeError } from '../core';

/**
 * Throws a {@link ShapeError} unless the array, if there is one, has at least so many numbers: a kernel would read or
 * write whatever lies beyond its end.
 */
export function checkLength(
  where: string,
  name: string,
  data: ArrayLike<number> | undefined,
  least: number,
): void {
  if (!data || data.length >= least) return;
  throw new ShapeError(`${where}: ${name} should hold at least ${least} numbers, got ${data.length}`);
}
