import type { FloatArray } from '../core';

/**
 * Batch normalisation in plain loops, in float64: the reference for the kernels, and what computes in their place where
 * they can't. Arrays are `[rows, C]`, constants of channels `[C]`.
 */

export function moments(x: FloatArray, channels: number): Record<'mean' | 'variance', Float64Array> {
  const rows = x.length / channels;
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  for (let i = 0; i < x.length;) {
    for (let c = 0; c < channels; c++, i++) {
      const d = x[i] - x[c];
      sums[c] += d;
      squares[c] += d * d;
    }
  }
  return {
    mean: sums.map((sum, c) => x[c] + sum / rows),
    variance: sums.map((sum, c) => Math.max(0, squares[c] / rows - (sum / rows) * (sum / rows))),
  };
}

/** Of each channel Σ g and Σ g·(x − mean). */
export function gradientSums(
  x: FloatArray,
  g: FloatArray,
  mean: FloatArray,
): [sums: Float64Array, products: Float64Array] {
  const channels = mean.length;
  const [sums, products] = [new Float64Array(channels), new Float64Array(channels)];
  for (let i = 0; i < x.length;) {
    for (let c = 0; c < channels; c++, i++) {
      sums[c] += g[i];
      products[c] += g[i] * (x[i] - mean[c]);
    }
  }
  return [sums, products];
}

/** (x − mean)·factor + shift */
export function normalized(
  x: FloatArray,
  { mean, factor, shift }: Record<'mean' | 'factor' | 'shift', FloatArray>,
): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < y.length;) {
    for (let c = 0; c < mean.length; c++, i++) y[i] = (x[i] - mean[c]) * factor[c] + shift[c];
  }
  return y;
}

/** (g − gMean − (x − mean)·slope)·factor */
export function slanted(
  x: FloatArray,
  g: FloatArray,
  { mean, gMean, slope, factor }: Record<'mean' | 'gMean' | 'slope' | 'factor', FloatArray>,
): Float64Array {
  const dx = new Float64Array(x.length);
  for (let i = 0; i < dx.length;) {
    for (let c = 0; c < mean.length; c++, i++) {
      dx[i] = (g[i] - gMean[c] - (x[i] - mean[c]) * slope[c]) * factor[c];
    }
  }
  return dx;
}
