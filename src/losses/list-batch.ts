import { DomainError, LabelError, asTensor, type Tensor, type TensorLike } from '../core';
import { checkMatrix, checkSameDtype, checkSameShape } from '../core/checks';
import { readMask, type ListMask } from '../core/list-mask';
import { readWeights, type Weights } from '../core/weights';
import type { Batch } from './loss';
import type { AnyReduction, ReductionOptions } from './reduction';

/** The options of all losses of ranked lists. */
export interface ListOptions extends ReductionOptions {
  /**
   * `[N, L]` of 1 and 0, or of booleans: items at 0 are not there, whatever stands at their places (NaN, too), and their
   * gradient is 0. By default all items are there.
   */
  mask?: ListMask;
  /** `[N]` weight of each list; a list of weight 0 is left out, whatever it holds. */
  sampleWeight?: Weights;
}

export const LIST_OPTIONS = ['mask', 'sampleWeight'] as const;

/** Returns the loss of a list of two items and more, and writes its gradient, which comes as zeros. */
type ListKernel = (scores: Float64Array, relevance: Float64Array, gradient: Float64Array) => number;

/** What a relevance may be at most where it makes a gain: sums of 2¹⁰⁰⁰ are still numbers. */
const HIGHEST_GRADE = 1000;

/**
 * Scores `[N, L]` and their relevances as lists without the items that are masked out, each list a loss; lists of one
 * item or none have the loss 0.
 *
 * @param makesGains - whether a relevance is a grade ≥ 0, whose gain is 2^relevance − 1
 * @throws {@link ShapeError}, {@link DTypeError}; {@link DomainError} that names the first score which takes part and is
 *   not finite, {@link LabelError} such a relevance; {@link OptionError} for mask and weights
 */
export function listBatch(
  where: string,
  scores: Tensor,
  given: TensorLike,
  options: AnyReduction<ListOptions>,
  makesGains: boolean,
  list: ListKernel,
): Batch {
  const [rows, width] = checkMatrix(where, 'scores', scores);
  const relevance = asTensor(where, 'relevance', given, scores);
  checkSameShape(where, ['relevance', relevance], ['scores', scores]);
  checkSameDtype(where, ['relevance', relevance], ['scores', scores]);
  const mask = readMask(where, options.mask, scores);
  const weight = readWeights(where, 'sampleWeight', options.sampleWeight, [[rows]]);
  const weightOf = (i: number): number => (weight ? weight[i] : 1);
  const isThere = (i: number, k: number): boolean => !mask || mask[i * width + k] === 1;

  let denominator = 0;
  for (let i = 0; i < rows; i++) {
    denominator += weightOf(i);
    for (let k = 0; k < width && weightOf(i) > 0; k++) {
      if (!isThere(i, k)) continue;
      const [s, r] = [scores.data[i * width + k], relevance.data[i * width + k]];
      if (!Number.isFinite(s)) {
        throw new DomainError(
          `${where}: scores[${i}, ${k}] is ${s}, expected a finite number; mask out items that are not there`,
        );
      }
      if (makesGains ? !(r >= 0 && r <= HIGHEST_GRADE) : !Number.isFinite(r)) {
        const expected = makesGains ? `a grade of [0, ${HIGHEST_GRADE}]` : 'a finite number';
        throw new LabelError(`${where}: relevance[${i}, ${k}] is ${r}, expected ${expected}`);
      }
    }
  }

  const places = new Int32Array(width);
  const [s, r, slopes] = [0, 1, 2].map(() => new Float64Array(width));
  return {
    width,
    shape: [rows],
    denominator,
    row(i, x, gradient) {
      gradient.fill(0);
      const w = weightOf(i);
      if (w === 0) return 0;
      let n = 0;
      for (let k = 0; k < width; k++) {
        if (!isThere(i, k)) continue;
        [places[n], s[n], r[n]] = [k, x[k], relevance.data[i * width + k]];
        n++;
      }
      if (n < 2) return 0;
      const slope = slopes.subarray(0, n).fill(0);
      const loss = list(s.subarray(0, n), r.subarray(0, n), slope);
      for (let k = 0; k < n; k++) gradient[places[k]] = w * slope[k];
      return w * loss;
    },
  };
}
