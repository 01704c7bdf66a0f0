import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

/** Elements in a chunk: a fixed number, a multiple of the vector's length. */
const GRAIN = 65536;

/** to ← x + y. `to` may be an operand. */
export function add(x: Float32Array, y: Float32Array, to: Float32Array): void {
  checkLength('add', 'x', x, to.length);
  checkLength('add', 'y', y, to.length);
  borrow('add', [x, y], [to], (x, y, out) => parallel('add', to.length, GRAIN, x, y, out));
}

/** to ← x·y. `to` may be an operand. */
export function elementProduct(x: Float32Array, y: Float32Array, to: Float32Array): void {
  checkLength('elementProduct', 'x', x, to.length);
  checkLength('elementProduct', 'y', y, to.length);
  borrow('elementProduct', [x, y], [to], (x, y, out) =>
    parallel('elementProduct', to.length, GRAIN, x, y, out),
  );
}

/** to ← factor·x, with the factor rounded to float32. `to` may be x. */
export function scale(x: Float32Array, factor: number, to: Float32Array): void {
  checkLength('scale', 'x', x, to.length);
  borrow('scale', [x], [to], (x, out) => parallel('scale', to.length, GRAIN, x, factor, out));
}

/** to ← max(0, x), NaN where x is NaN. `to` may be x. */
export function relu(x: Float32Array, to: Float32Array): void {
  checkLength('relu', 'x', x, to.length);
  borrow('relu', [x], [to], (x, out) => parallel('relu', to.length, GRAIN, x, out));
}

/** to ← g where the output y > 0, else 0·g; NaN where y is NaN. `to` may be an operand. */
export function reluBackward(y: Float32Array, g: Float32Array, to: Float32Array): void {
  checkLength('reluBackward', 'y', y, to.length);
  checkLength('reluBackward', 'g', g, to.length);
  borrow('reluBackward', [y, g], [to], (y, g, out) => parallel('reluBackward', to.length, GRAIN, y, g, out));
}
