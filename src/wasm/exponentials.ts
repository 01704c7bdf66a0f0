import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

/** Elements in a chunk. */
const GRAIN = 32768;

/** to ← eˣ, within 0.501 ulp (subnormal results too). `to` may be x. */
export function exp(x: Float32Array, to: Float32Array): void {
  checkLength('exp', 'x', x, to.length);
  borrow('exp', [x], [to], (x, out) => parallel('exp', to.length, GRAIN, x, out));
}

/** to ← ln x, within 0.501 ulp; −∞ at ±0, NaN below. `to` may be x. */
export function log(x: Float32Array, to: Float32Array): void {
  checkLength('log', 'x', x, to.length);
  borrow('log', [x], [to], (x, out) => parallel('log', to.length, GRAIN, x, out));
}

/** to ← 1 / (1 + e⁻ˣ), within 0.501 ulp. `to` may be x. */
export function sigmoid(x: Float32Array, to: Float32Array): void {
  checkLength('sigmoid', 'x', x, to.length);
  borrow('sigmoid', [x], [to], (x, out) => parallel('sigmoid', to.length, GRAIN, x, out));
}

/** to ← ln(1 + eˣ), within 0.501 ulp. `to` may be x. */
export function softplus(x: Float32Array, to: Float32Array): void {
  checkLength('softplus', 'x', x, to.length);
  borrow('softplus', [x], [to], (x, out) => parallel('softplus', to.length, GRAIN, x, out));
}

/** to ← tanh x, within 0.501 ulp; −0 stays −0. `to` may be x. */
export function tanh(x: Float32Array, to: Float32Array): void {
  checkLength('tanh', 'x', x, to.length);
  borrow('tanh', [x], [to], (x, out) => parallel('tanh', to.length, GRAIN, x, out));
}

/** to ← g (1 − y)(1 + y) of the output y of {@link tanh}, with the bits of the plain loop. `to` may be an operand. */
export function tanhBackward(y: Float32Array, g: Float32Array, to: Float32Array): void {
  checkLength('tanhBackward', 'y', y, to.length);
  checkLength('tanhBackward', 'g', g, to.length);
  borrow('tanhBackward', [y, g], [to], (y, g, out) => parallel('tanhBackward', to.length, GRAIN, y, g, out));
}
