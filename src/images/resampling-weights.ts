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

export type Filter = 'bilinear' | 'bicubic';

/** How far a filter reaches to each side, and what it weighs at a distance. */
const FILTERS: Readonly<Record<Filter, { reach: number; weight: (distance: number) => number }>> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - x) },
  bicubic: {
    reach: 2,
    weight: (x) => {
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
    },
  },
};

/**
 * The weights that stretch a row of `from` places to `to`: the filter around the centre of each output place, its unit being an
 * input place, or an output place where these are larger. They sum to one, but for rounding.
 *
 * Source: [Keys1981] for the cubic one, with a = −1/2
 */
export function resamplingWeights(from: number, to: number, filter: Filter): Weights {
  const scale = from / to;
  const unit = Math.max(scale, 1);
  const reach = FILTERS[filter].reach * unit;
  const stride = 2 * Math.ceil(reach) + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * scale;
    first[place] = Math.max(0, Math.trunc(centre - reach + 0.5));
    count[place] = Math.min(from, Math.trunc(centre + reach + 0.5)) - first[place];
    const window = Float64Array.from({ length: count[place] }, (_, i) =>
      FILTERS[filter].weight(Math.abs((first[place] + i - centre + 0.5) * (1 / unit))),
    );
    const sum = window.reduce((total, weight) => total + weight, 0);
    window.forEach((weight, i) => {
      const exact = (weight / sum) * (1 << FRACTION_BITS);
      weights[place * stride + i] = Math.trunc(exact + (exact < 0 ? -0.5 : 0.5));
    });
  }
  return { first, count, weights, stride };
}
