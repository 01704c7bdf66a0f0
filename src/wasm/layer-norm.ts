import { borrow } from './borrow';
import { checkLength } from './check-length';
import { memory } from './memory';
import { parallel } from './parallel';
import { temporary } from './temporary';

/** Numbers in a chunk of rows, and in a piece of a sum over them, about. */
const GRAIN = 16384;

/** y ← (x − mean)/√(variance + ε)·weight + bias, row by row, in float64 rounded once. `y` may be x. */
export function layerNorm(
  x: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  epsilon: number,
  y: Float32Array,
): void {
  const size = weight.length;
  checkLength('layerNorm', 'x', x, y.length);
  checkLength('layerNorm', 'bias', bias, size);
  borrow('layerNorm', [x, weight, bias], [y], (x, weight, bias, to) =>
    parallel('layerNorm', y.length / size, rowsOf(size), x, size, epsilon, weight, bias, to),
  );
}

/** The gradient by x, to `dx` (which may be x or g), and those by weight and bias, summed in an order that follows from the shape. */
export function layerNormBackward(
  x: Float32Array,
  g: Float32Array,
  weight: Float32Array,
  epsilon: number,
  dx: Float32Array,
): { dWeight: Float64Array; dBias: Float64Array } {
  const size = weight.length;
  checkLength('layerNormBackward', 'x', x, dx.length);
  checkLength('layerNormBackward', 'g', g, dx.length);
  const rows = dx.length / size;
  const span = rowsOf(size);
  const pieces = Math.ceil(rows / span);
  const [dWeight, dBias] = [new Float64Array(size), new Float64Array(size)];
  borrow('layerNormBackward', [x, g, weight], [dx], (x, g, weight, dx) =>
    temporary('layerNormBackward', [16 * size * pieces], (to) => {
      parallel('layerNormBackward', pieces, 1, x, g, rows, size, epsilon, weight, span, dx, to);
      const parts = new Float64Array(memory()!.memory.buffer, to, 2 * size * pieces);
      for (let piece = 0, i = 0; piece < pieces; piece++) {
        for (const total of [dWeight, dBias]) for (let k = 0; k < size; k++) total[k] += parts[i++];
      }
    }),
  );
  return { dWeight, dBias };
}

function rowsOf(size: number): number {
  return Math.max(1, Math.floor(GRAIN / size));
}
