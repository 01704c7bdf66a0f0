import { DomainError, asTensor, type TensorLike } from '../core';
import { checkMatrix } from '../core/checks';
import { checkTuples } from './check-tuples';

/**
 * Cosines of pairs of rows.
 *
 * @param given - `[V, D]`
 * @param pairs - `[N]` pairs of rows
 * @returns `[N]` numbers of [−1, 1]
 * @throws {@link ShapeError}, {@link LabelError}; {@link DomainError} for a row of zeros
 * @example
 * wordVectors.cosineSimilarities(tensor([[1, 0], [3, 3], [0, -2]]), [[0, 1], [1, 2]]) // ≈ [0.707107, -0.707107]
 */
export function cosineSimilarities(
  given: TensorLike,
  pairs: readonly (readonly [number, number])[],
): Float64Array {
  const vectors = asTensor('cosineSimilarities', 'vectors', given);
  const [rows, dimensions] = checkMatrix('cosineSimilarities', 'vectors', vectors);
  checkTuples('cosineSimilarities', 'pairs', pairs, 2, rows);
  const dot = (i: number, j: number): number => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++)
      sum += vectors.data[i * dimensions + d] * vectors.data[j * dimensions + d];
    return sum;
  };
  return Float64Array.from(pairs, ([i, j]) => {
    const squares = dot(i, i) * dot(j, j);
    if (squares > 0) return dot(i, j) / Math.sqrt(squares);
    throw new DomainError(`cosineSimilarities: row ${i} or ${j} of vectors has no direction`);
  });
}
