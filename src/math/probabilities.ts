import { DomainError, type Tensor } from '../core';
import { checkPair, rowsOf, type Row, type Rows } from './rows';

/** Throws a {@link DomainError} that names the first negative (or infinite) probability; NaN passes. */
export function checkProbabilities(where: string, name: string, rows: Rows): void {
  const wrong = rows.data.findIndex((p) => p < 0 || p === Infinity);
  if (wrong < 0) return;
  const [i, k] = [Math.floor(wrong / rows.length), wrong % rows.length];
  throw new DomainError(
    `${where}: ${name} should hold probabilities, got ${rows.data[wrong]} in row ${i} at class ${k}; ` +
      'logits go through softmax first',
  );
}

/** The rows of two distributions of one shape, checked. */
export function distributions(where: string, p: Row | Tensor, q: Row | Tensor): [p: Rows, q: Rows] {
  const pair: [Rows, Rows] = [rowsOf(where, 'p', p), rowsOf(where, 'q', q)];
  checkPair(where, ['p', p], ['q', q]);
  checkProbabilities(where, 'p', pair[0]);
  checkProbabilities(where, 'q', pair[1]);
  return pair;
}
