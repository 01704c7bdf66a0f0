import {
  DomainError,
  OptionError,
  ShapeError,
  asTensor,
  formatShape,
  type FloatArray,
  type TensorLike,
} from '../core';
import { checkOptions } from '../core/checks';

export interface IsotonicRegression {
  /** Ascending; between two of them the fit is interpolated. */
  thresholds: Float64Array;
  /** The fit at each of the thresholds, never falling. */
  values: Float64Array;
  /** The fit at each number of x, linear between thresholds and constant beyond the first and the last. */
  predict: (x: TensorLike) => Float64Array;
}

interface Block {
  low: number;
  high: number;
  weight: number;
  /** Weighted mean of y. */
  value: number;
}

/**
 * The never-falling function of x that is nearest to y in weighted squares: of confidences and of whether they were right
 * it makes calibrated probabilities, whatever the form of the miscalibration.
 *
 * @remarks
 * Minimises: Σᵢ wᵢ (f(xᵢ) − yᵢ)², f(a) ≤ f(b) for a < b, by pooling adjacent violators
 * Ties:      of equal x the weighted mean of y is fitted
 * Classes:   more than two are fitted each against the rest, and the probabilities of a row divided by their sum [ZadroznyElkan2002]
 * Cost:      O(N log N)
 * @param x - `[N]`, finite, in any order
 * @param y - `[N]`, finite; 0 and 1 for outcomes
 * @param options - `sampleWeight`: `[N]`, finite and ≥ 0, not all 0; a row of weight 0 is left out
 * @throws {@link ShapeError}; {@link DomainError} for what is not finite, also in `predict` for a NaN; {@link OptionError}
 * @example
 * const { values, predict } = train.isotonicRegression([1, 2, 3, 4], [0, 1, 0, 1]);
 * values // [0, 0.5, 0.5, 1]
 * predict([0, 1.5, 9]) // [0, 0.25, 1]
 * Source: [Ayer1955]; cf. sklearn.isotonic.IsotonicRegression with out_of_bounds='clip'
 */
export function isotonicRegression(
  x: TensorLike,
  y: TensorLike,
  options: { sampleWeight?: TensorLike } = {},
): IsotonicRegression {
  const where = 'isotonicRegression';
  checkOptions(where, options, ['sampleWeight']);
  const at = finite(where, 'x', x);
  const target = finite(where, 'y', y, at.length);
  const { sampleWeight = new Float64Array(at.length).fill(1) } = options;
  const weight = finite(where, 'sampleWeight', sampleWeight, at.length);
  weight.forEach((w: number, i: number) => {
    if (w < 0) throw new OptionError(`${where}: sampleWeight should be ≥ 0, got ${w} at ${i}`);
  });
  const points = Array.from(at, (value, i) => ({ x: value, y: target[i], w: weight[i] })).filter(
    ({ w }) => w > 0,
  );
  if (points.length === 0) throw new OptionError(`${where}: sampleWeight should be above 0 in some row`);
  points.sort((a, b) => a.x - b.x);

  const ties: Block[] = [];
  for (const { x, y, w } of points) {
    const last = ties[ties.length - 1] as Block | undefined;
    if (last?.high === x) add(last, x, y, w);
    else ties.push({ low: x, high: x, weight: w, value: y });
  }
  const blocks: Block[] = [];
  for (const tie of ties) {
    blocks.push(tie);
    while (blocks.length > 1 && blocks[blocks.length - 2].value >= blocks[blocks.length - 1].value) {
      const { high, weight, value } = blocks.pop() as Block;
      add(blocks[blocks.length - 1], high, value, weight);
    }
  }
  const ends = blocks.flatMap(({ low, high, value }) => (low === high ? [[low, value]] : [[low, value], [high, value]])); // prettier-ignore
  const thresholds = Float64Array.from(ends, ([end]) => end);
  const values = Float64Array.from(ends, ([, value]) => value);
  return { thresholds, values, predict: (given) => interpolate(given, thresholds, values) };
}

function add(block: Block, high: number, value: number, weight: number): void {
  block.high = high;
  block.value = (block.weight * block.value + weight * value) / (block.weight + weight);
  block.weight += weight;
}

function interpolate(given: TensorLike, thresholds: Float64Array, values: Float64Array): Float64Array {
  const where = 'isotonicRegression.predict';
  const last = thresholds.length - 1;
  return Float64Array.from(vector(where, 'x', given), (x, i) => {
    if (Number.isNaN(x)) throw new DomainError(`${where}: x[${i}] is NaN`);
    if (x <= thresholds[0]) return values[0];
    if (x >= thresholds[last]) return values[last];
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (thresholds[middle] <= x) low = middle;
      else high = middle;
    }
    const share = (x - thresholds[low]) / (thresholds[high] - thresholds[low]);
    return values[low] + share * (values[high] - values[low]);
  });
}

/** The numbers of a vector, as many as `length` if that is given. */
function vector(where: string, name: string, given: TensorLike, length?: number): FloatArray {
  const { data, shape } = asTensor(where, name, given);
  if (shape.length === 1 && shape[0] === (length ?? shape[0])) return data;
  throw new ShapeError(`${where}: ${name} should have shape [${length ?? 'N'}], got ${formatShape(shape)}`);
}

/** A vector of at least one number, all finite. */
function finite(where: string, name: string, given: TensorLike, length?: number): FloatArray {
  const data = vector(where, name, given, length);
  if (data.length === 0) throw new ShapeError(`${where}: ${name} should have at least one number`);
  const bad = data.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0) throw new DomainError(`${where}: ${name}[${bad}] is ${data[bad]}, expected a finite number`);
  return data;
}
