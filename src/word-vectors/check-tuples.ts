import { OptionError } from '../core';
import { describe } from '../core/checks';
import { checkLabels } from '../core/labels';

/** Throws unless these are arrays of `length` rows each, of which there are so many. */
export function checkTuples(
  where: string,
  name: string,
  tuples: readonly (readonly number[])[],
  length: number,
  rows: number,
): void {
  if (!Array.isArray(tuples)) {
    throw new OptionError(
      `${where}: ${name} should be an array of ${length} rows each, got ${describe(tuples)}`,
    );
  }
  tuples.forEach((tuple: readonly number[], i) => {
    if (!Array.isArray(tuple) || tuple.length !== length) {
      throw new OptionError(`${where}: ${name}[${i}] should be ${length} rows, got ${describe(tuple)}`);
    }
    checkLabels(where, tuple as number[], length, rows, undefined, `${name}[${i}]`);
  });
}
