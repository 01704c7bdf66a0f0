import { DomainError } from '../core';

/** How far from [−1, 1] a cosine may be: rounding, not a mistake. */
const TOLERANCE = 1e-3;

/** What throws a {@link DomainError} unless the label's entry can be a cosine; NaN passes, and gives NaN. */
export function cosineCheck(where: string): (cosine: number, row: number, label: number) => void {
  return (cosine, row, label) => {
    if (!(Math.abs(cosine) > 1 + TOLERANCE)) return;
    throw new DomainError(
      `${where}: cosines[${row}, ${label}] is ${cosine}, expected a number of [−1, 1]; divide features and class weights ` +
        'by their lengths before their product, and leave the scale to the loss',
    );
  };
}
