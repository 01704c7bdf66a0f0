import { classIndices, type Labels, type Tensor } from '../core';
import { checkLabels } from '../core/labels';

/** A model that has learned from interactions. */
export interface Recommender {
  /**
   * `[N, I]`: how well each item suits each of the users, all by default; the larger the better. Scores of two models, or of
   * two users, need not be comparable.
   * @throws {@link LabelError} that names the first user whom there is not
   */
  readonly scores: (users?: Labels) => Tensor;
}

/** The users that were asked for. */
export function readUsers(given: Labels | undefined, count: number): Int32Array {
  if (given === undefined) return Int32Array.from({ length: count }, (_, u) => u);
  const users = classIndices('scores', given, 'users');
  checkLabels('scores', users, users.length, count, NaN, 'users');
  return Int32Array.from(users);
}

/** Adds a row of a matrix, times a factor, to one of another. */
export function addRow(
  to: Float64Array,
  at: number,
  factor: number,
  from: Float64Array,
  start: number,
  width: number,
): void {
  for (let d = 0; d < width; d++) to[at + d] += factor * from[start + d];
}
