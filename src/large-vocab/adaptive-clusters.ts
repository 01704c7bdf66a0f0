import { OptionError, pow, sizeOf } from '../core';
import { checkCount, checkPositive, describe } from '../core/checks';

/** A run of rare classes behind one class of the head. */
export interface Cluster {
  /** The classes first … end − 1. */
  first: number;
  end: number;
  /** The length that x is projected to. */
  size: number;
}

/**
 * The clusters behind the head, whose own classes are those before the first.
 * @throws {@link OptionError} unless cutoffs ascend between 0 and `classes`, and each projection keeps a number at least;
 *   {@link ShapeError} for more weights than a tensor holds
 */
export function clustersOf(
  where: string,
  inputs: number,
  classes: number,
  given: readonly number[],
  divValue: number,
): Cluster[] {
  checkCount(where, 'inputs', inputs, 1);
  checkCount(where, 'classes', classes, 1);
  checkPositive(where, 'divValue', divValue);
  if (!Array.isArray(given)) {
    throw new OptionError(
      `${where}: cutoffs should be the first classes of the clusters, like [100, 1000], got ${describe(given)}`,
    );
  }
  const cutoffs: readonly number[] = Array.from(given as readonly number[]);
  const clusters = cutoffs.map((first, i) => {
    const above = i === 0 ? 0 : cutoffs[i - 1];
    if (!(Number.isInteger(first) && first > above && first < classes)) {
      throw new OptionError(
        `${where}: cutoffs should be ascending integers of 1 … ${classes - 1}, since there are ${classes} classes; ` +
          `cutoffs[${i}] is ${describe(first)}${i === 0 ? '' : `, after ${above}`}`,
      );
    }
    const size = wholeQuotient(inputs, pow(divValue, i + 1));
    if (size >= 1) return { first, end: cutoffs[i + 1] ?? classes, size };
    throw new OptionError(
      `${where}: cluster ${i} would have inputs/divValue^${i + 1} = ${inputs}/${divValue}^${i + 1} < 1 numbers a row; ` +
        'take a smaller divValue or fewer cutoffs',
    );
  });
  for (const { first, end, size } of clusters) sizeOf([end - first, size], where);
  return clusters;
}

/** ⌊a/b⌋ of the exact quotient, as Python's `//`: a/b may be rounded up to a whole number. */
function wholeQuotient(a: number, b: number): number {
  return Math.round((a - (a % b)) / b);
}
