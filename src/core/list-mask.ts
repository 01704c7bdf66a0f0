import { asTensor } from './as-tensor';
import { checkEntries } from './check-entries';
import { checkSameShape } from './checks';
import { OptionError } from './errors';
import type { Tensor, TensorLike } from './tensor';

/** Which items of lists take part: 1 or true where they do. Of the shape of the scores. */
export type ListMask =
  TensorLike | readonly (boolean | number)[] | readonly (readonly (boolean | number)[])[];

/**
 * The mask as numbers 0 and 1, one for each score; undefined if there is none.
 * @throws ShapeError, {@link OptionError} that names the first entry which is neither
 */
export function readMask(
  where: string,
  given: ListMask | undefined,
  scores: Tensor,
): ArrayLike<number> | undefined {
  if (given === undefined) return undefined;
  const number = (v: unknown): unknown => (typeof v === 'boolean' ? Number(v) : v);
  const numbers = Array.isArray(given)
    ? given.map((row: unknown) => (Array.isArray(row) ? row.map(number) : number(row)))
    : given;
  const mask = asTensor(where, 'mask', numbers as TensorLike);
  checkSameShape(where, ['mask', mask], ['scores', scores]);
  checkEntries(where, 'mask', mask, (v) => v === 0 || v === 1, '0 or 1, true or false', OptionError);
  return mask.data;
}
