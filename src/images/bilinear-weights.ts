/** Of a weight, which is an integer: it stands for `weight / 2 ** FRACTION_BITS`. */
export const FRACTION_BITS = 22;

/** For each place of the output, the places of the input that it is made of. */
export interface Weights {
  /** The first of them. */
  readonly first: Int32Array;
  /** How many they are. */
  readonly count: Int32Array;
  /** Their weights, `stride` places for each output. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * The weights that stretch a row of `from` places to `to`: a triangle around the centre of each output place, one input
 * place wide to each side, or one output place where these are larger. They sum to one, but for rounding.
 */
export function bilinearWeights(from: number, to: number): Weights {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const stride = 2 * Math.ceil(reach) + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * scale;
    first[place] = Math.max(0, Math.trunc(centre - reach + 0.5));
    count[place] = Math.min(from, Math.trunc(centre + reach + 0.5)) - first[place];
    const triangle = Float64Array.from({ length: count[place] }, (_, i) =>
      Math.max(0, 1 - Math.abs((first[place] + i - centre + 0.5) * (1 / reach))),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    triangle.forEach((weight, i) => {
      weights[place * stride + i] = Math.trunc((weight / sum) * (1 << FRACTION_BITS) + 0.5);
    });
  }
  return { first, count, weights, stride };
}
