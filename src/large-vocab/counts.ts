import { OptionError, ShapeError, asTensor, formatShape, type TensorLike } from '../core';

/**
 * How often each class occurs, and the sum.
 * @throws {@link ShapeError} unless it is a row of numbers, `classes` if that is given; {@link OptionError} that names the
 *   first one which is negative or not finite
 */
export function readCounts(
  where: string,
  given: TensorLike,
  classes?: number,
): { counts: ArrayLike<number>; total: number } {
  const { data, shape } = asTensor(where, 'counts', given);
  if (shape.length !== 1 || shape[0] !== (classes ?? shape[0]) || shape[0] === 0) {
    throw new ShapeError(
      `${where}: counts should have shape [${classes ?? 'V'}], a number a class, got ${formatShape(shape)}`,
    );
  }
  let total = 0;
  for (let k = 0; k < data.length; k++) {
    if (!(data[k] >= 0)) {
      throw new OptionError(`${where}: counts[${k}] is ${data[k]}, expected a finite number >= 0`);
    }
    total += data[k];
  }
  if (total < Infinity) return { counts: data, total };
  throw new OptionError(`${where}: counts should be finite, with a finite sum, got the sum ${total}`);
}
