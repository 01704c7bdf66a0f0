import { checkBoolean, checkOptions, describe } from './checks';
import { OptionError } from './errors';
import { float32Memory } from './float32-memory';
import { log } from './special';

export interface ChoiceOptions {
  /** How many to draw; without it one element is drawn, and returned bare. */
  size?: number;
  /** Whether an element may be drawn again (default true). */
  replace?: boolean;
  /** Non-negative weights, one an element; they need not sum to one. By default all are equal. */
  weights?: ArrayLike<number>;
}

interface Draws {
  uniform(): number;
  integer(n: number): number;
}

/**
 * Indices drawn from {0, …, length − 1}. Weighted draws without replacement take one element after the other,
 * each with probability proportional to its weight among those left: the largest of the keys ln(u) / w
 * [EfraimidisSpirakis2006].
 *
 * @throws {@link OptionError} if there are too few elements to draw from, or an option is out of range
 */
export function drawIndices(draws: Draws, length: number, options: ChoiceOptions): number[] {
  checkOptions('choice', options, ['size', 'replace', 'weights']);
  const { size = 1, replace = true, weights } = options;
  checkBoolean('choice', 'replace', replace);
  if (!(Number.isInteger(length) && length >= 1)) {
    throw new OptionError(
      `choice: there should be at least one element to choose from, got ${describe(length)}`,
    );
  }
  if (!(Number.isInteger(size) && size >= 0)) {
    throw new OptionError(`choice: size should be a non-negative integer, got ${describe(size)}`);
  }
  const total = weights === undefined ? length : checkWeights(weights, length);
  const available = weights === undefined ? length : Array.from(weights).filter((w) => w > 0).length;
  if (!replace && size > available) {
    throw new OptionError(
      `choice: size ${size} without replacement is more than the ${available} elements that can be drawn`,
    );
  }
  if (weights === undefined) {
    return replace
      ? Array.from({ length: size }, () => draws.integer(length))
      : distinct(draws, length, size);
  }
  return replace ? weighted(draws, weights, total, size) : distinctWeighted(draws, weights, size);
}

/** The first `size` steps of a Fisher-Yates shuffle. */
function distinct(draws: Draws, length: number, size: number): number[] {
  const indices = Array.from({ length }, (_, i) => i);
  for (let i = 0; i < size; i++) {
    const j = i + draws.integer(length - i);
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices.slice(0, size);
}

/** Inversion of the cumulative weights by bisection. */
function weighted(draws: Draws, weights: ArrayLike<number>, total: number, size: number): number[] {
  const cumulative = new Float64Array(weights.length);
  for (let i = 0, sum = 0; i < weights.length; i++) cumulative[i] = sum += weights[i];
  return Array.from({ length: size }, () => {
    // u ≤ 1 − 2^-53, so the target stays below the total, and weights of zero are never hit.
    const target = draws.uniform() * total;
    let low = 0;
    let high = weights.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

function distinctWeighted(draws: Draws, weights: ArrayLike<number>, size: number): number[] {
  const keys = Array.from(weights, (weight, index) => ({
    index,
    key: log(draws.uniform()) / weight,
    weight,
  }));
  const candidates = keys.filter(({ weight }) => weight > 0);
  candidates.sort((a, b) => b.key - a.key);
  return candidates.slice(0, size).map(({ index }) => index);
}

/** The sum of the weights. */
function checkWeights(weights: ArrayLike<number>, length: number): number {
  if (weights?.length !== length) {
    throw new OptionError(
      `choice: ${length} elements need as many weights, got ${weights?.length ?? describe(weights)}`,
    );
  }
  float32Memory().check('choice', weights);
  let total = 0;
  for (let i = 0; i < length; i++) {
    if (!(Number.isFinite(weights[i]) && weights[i] >= 0)) {
      throw new OptionError(
        `choice: weights[${i}] should be finite and non-negative, got ${describe(weights[i])}`,
      );
    }
    total += weights[i];
  }
  if (!(total > 0 && total < Infinity)) {
    throw new OptionError(`choice: the weights should have a positive, finite sum, got ${total}`);
  }
  return total;
}
