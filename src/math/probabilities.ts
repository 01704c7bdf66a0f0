import { DomainError, type TensorLike } from '../core';
import { pairOfRows, type Rows } from './rows';

/** How far a probability may be above 1, and the sum of a row from it: rounding, not a mistake. */
const TOLERANCE = 1e-3;

/** Throws a {@link DomainError} that names the first row which is no distribution; NaN passes. */
export function checkDistributions(where: string, name: string, { data, count, length }: Rows): void {
  const mended = 'logits go through softmax first';
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const p = data[i * length + k];
      sum += p;
      if (p < 0 || p > 1 + TOLERANCE) {
        throw new DomainError(
          `${where}: ${name} should hold probabilities, got ${p} in row ${i} at class ${k}; ${mended}`,
        );
      }
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new DomainError(`${where}: row ${i} of ${name} should sum to 1, got ${sum}; ${mended}`);
    }
  }
}

/** The rows of two distributions of one shape, checked. */
export function distributions(where: string, p: TensorLike, q: TensorLike): [p: Rows, q: Rows] {
  const pair = pairOfRows(where, ['p', p], ['q', q]);
  checkDistributions(where, 'p', pair[0]);
  checkDistributions(where, 'q', pair[1]);
  return pair;
}
