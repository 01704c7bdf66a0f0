import { borrow } from './borrow';
import { checkLength } from './check-length';
import { memory } from './memory';
import { parallel } from './parallel';
import { temporary } from './temporary';

/** Numbers in a piece of a sum, and in a chunk of rows, about. */
const GRAIN = 16384;

/** `[C]` each. */
export interface Moments {
  mean: Float64Array;
  /** About the mean, divided by the number of rows. */
  variance: Float64Array;
}

/** Mean and variance of each channel of x `[rows, C]`: float64 sums in an order that follows from the shape. */
export function batchMoments(x: Float32Array, channels: number): Moments {
  const rows = x.length / channels;
  const [sums, squares] = sumsOf('batchMoments', [x], rows, channels);
  return {
    mean: sums.map((sum, c) => x[c] + sum / rows),
    variance: sums.map((sum, c) => Math.max(0, squares[c] / rows - (sum / rows) * (sum / rows))),
  };
}

/** y ← (x − mean)·factor + shift, channel by channel. */
export function batchNormalize(
  x: Float32Array,
  { mean, factor, shift }: Record<'mean' | 'factor' | 'shift', Float32Array>,
  y: Float32Array,
): void {
  const channels = mean.length;
  checkLength('batchNormalize', 'x', x, y.length);
  for (const [name, data] of [
    ['factor', factor],
    ['shift', shift],
  ] as const) {
    checkLength('batchNormalize', name, data, channels);
  }
  borrow('batchNormalize', [x, mean, factor, shift], [y], (x, mean, factor, shift, to) =>
    parallel('batchNormalize', y.length / channels, rowsOf(channels), x, channels, mean, factor, shift, to),
  );
}

/** Of each channel Σ g and Σ g·(x − mean): float64 sums in an order that follows from the shape. */
export function batchGradientSums(
  x: Float32Array,
  g: Float32Array,
  mean: Float32Array,
): [sums: Float64Array, products: Float64Array] {
  const channels = mean.length;
  checkLength('batchGradientSums', 'g', g, x.length);
  return sumsOf('batchGradientSums', [x, g, mean], x.length / channels, channels);
}

/** dx ← ((g − gMean) − (x − mean)·slope)·factor, channel by channel. */
export function batchNormBackward(
  x: Float32Array,
  g: Float32Array,
  of: Record<'mean' | 'gMean' | 'slope' | 'factor', Float32Array>,
  dx: Float32Array,
): void {
  const channels = of.mean.length;
  checkLength('batchNormBackward', 'x', x, dx.length);
  checkLength('batchNormBackward', 'g', g, dx.length);
  for (const [name, data] of Object.entries(of)) checkLength('batchNormBackward', name, data, channels);
  const operands = [x, g, of.mean, of.gMean, of.slope, of.factor];
  borrow('batchNormBackward', operands, [dx], (x, g, mean, gMean, slope, factor, to) => {
    const args = [x, g, channels, mean, gMean, slope, factor, to];
    parallel('batchNormBackward', dx.length / channels, rowsOf(channels), ...args);
  });
}

function rowsOf(channels: number): number {
  return Math.max(1, Math.floor(GRAIN / channels));
}

/** The two sums that a kernel makes of pieces of rows, added up in the order of the pieces. */
function sumsOf(
  kernel: string,
  operands: readonly Float32Array[],
  rows: number,
  channels: number,
): [Float64Array, Float64Array] {
  const span = rowsOf(channels);
  const pieces = Math.ceil(rows / span);
  const totals: [Float64Array, Float64Array] = [new Float64Array(channels), new Float64Array(channels)];
  borrow(kernel, operands, [], (...addresses) =>
    temporary(kernel, [16 * channels * pieces], (to) => {
      parallel(kernel, pieces, 1, ...addresses, rows, channels, span, to);
      const parts = new Float64Array(memory()!.memory.buffer, to, 2 * channels * pieces);
      for (let piece = 0, i = 0; piece < pieces; piece++) {
        for (const total of totals) for (let c = 0; c < channels; c++) total[c] += parts[i++];
      }
    }),
  );
  return totals;
}
