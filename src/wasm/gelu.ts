import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

/** Elements in a chunk. */
const GRAIN = 16384;

/**
 * y ← x·Φ(x), within 0.51 ulp, and slope ← Φ(x) + x·φ(x), its derivative, within 0.51 ulp and 1e-11; Φ is the standard normal
 * distribution function, φ its density. Either result may be x.
 */
export function gelu(x: Float32Array, y: Float32Array, slope: Float32Array): void {
  const { length } = y;
  checkLength('gelu', 'x', x, length);
  checkLength('gelu', 'slope', slope, length);
  borrow('gelu', [x], [y, slope], (x, y, slope) => parallel('gelu', length, GRAIN, x, y, slope));
}
