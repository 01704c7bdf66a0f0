import { borrow } from './borrow';
import { parallel } from './parallel';

/** Elements in a chunk. */
const GRAIN = 32768;

/** to ← eˣ, within 0.501 ulp (subnormal results too). `to` may be x. */
export function exp(x: Float32Array, to: Float32Array): void {
  borrow('exp', [x], [to], (x, out) => parallel('exp', to.length, GRAIN, x, out));
}

/** to ← ln x, within 0.501 ulp; −∞ at ±0, NaN below. `to` may be x. */
export function log(x: Float32Array, to: Float32Array): void {
  borrow('log', [x], [to], (x, out) => parallel('log', to.length, GRAIN, x, out));
}
