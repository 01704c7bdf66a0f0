import { float32Memory, zeros, type TensorLike } from '../core';
import { matmulTransposedRight } from '../nn/matmul';
import { checkTuples } from './check-tuples';
import { unitRows } from './unit-rows';

/** Questions whose cosines with all words are in memory at once. */
const BLOCK = 256;

export interface Analogies {
  /** `[N]` the nearest words beside the three of the question: what is commonly reported. */
  readonly answers: Int32Array;
  /** `[N]` the nearest of all words: mostly c. */
  readonly nearest: Int32Array;
}

/**
 * Answers "a is to b as c is to …" by the word of the greatest cosine with b − a + c, of vectors of length 1 (3CosAdd).
 *
 * @remarks
 * Numerics: cosines in float32; of equal ones the smaller number wins
 * Cost:     O(N·V·D), by blocks of questions
 * @param vectors - `[V, D]`
 * @param questions - `[N]` rows a, b and c
 * @throws {@link ShapeError}, {@link LabelError}; {@link DomainError} for a row of zeros
 * @example
 * const vectors = tensor([[1, 0.1], [1, 1], [0.3, 0.1], [0.3, 1], [-1, 0]]);
 * wordVectors.analogies(vectors, [[0, 1, 2]]).answers // Int32Array [3]
 * Source: [MikolovYih2013; LevyRegularities2014]
 */
export function analogies(
  vectors: TensorLike,
  questions: readonly (readonly [a: number, b: number, c: number])[],
): Analogies {
  const unit = unitRows('analogies', vectors);
  const [rows, dimensions] = unit.shape;
  checkTuples('analogies', 'questions', questions, 3, rows);
  const answers = new Int32Array(questions.length);
  const nearest = new Int32Array(questions.length);
  for (let first = 0; first < questions.length; first += BLOCK) {
    const block = questions.slice(first, first + BLOCK);
    float32Memory().scope(() => {
      const targets = zeros([block.length, dimensions], { dtype: 'float32' });
      block.forEach(([a, b, c], i) => {
        for (let d = 0; d < dimensions; d++) {
          const of = (row: number): number => unit.data[row * dimensions + d];
          targets.data[i * dimensions + d] = of(b) - of(a) + of(c);
        }
      });
      const cosines = matmulTransposedRight(targets, unit).data;
      block.forEach((question, i) => {
        const row = cosines.subarray(i * rows, (i + 1) * rows);
        nearest[first + i] = largest(row);
        for (const word of question) row[word] = -Infinity;
        answers[first + i] = largest(row);
      });
    });
  }
  return { answers, nearest };
}

function largest(row: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < row.length; k++) if (row[k] > row[best]) best = k;
  return best;
}
