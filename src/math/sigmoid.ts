import { exp } from '../core';
import { sigmoid as kernel } from '../wasm';
import { elementwise } from './elementwise';

/**
 * The logistic sigmoid, elementwise: the probability of class 1 when the log-odds are x.
 *
 * @remarks
 * Formula:    σ(x) = 1 / (1 + e⁻ˣ), and eˣ / (1 + eˣ) for x < 0, which keeps the digits of small values
 * Derivative: σ′(x) = σ(x) σ(−x), see {@link sigmoidDerivative}
 * Domain:     all x; σ(−∞) = 0, σ(∞) = 1
 * Numerics:   error ≤ 2 ulp, measured in sigmoid.test.ts; nothing overflows. float32 is rounded once from float64
 * @param x - a number, an array or a tensor of any shape
 * @example
 * math.sigmoid(0) // 0.5
 * math.sigmoid([-1000, 0, 1000]) // [0, 0.5, 1]
 *
 * Source: [Bishop2006] section 4.2
 */
export const sigmoid = elementwise(
  'sigmoid',
  (x) => {
    const e = exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  },
  kernel,
);

/**
 * The derivative of {@link sigmoid} with respect to its argument, elementwise: σ(x) σ(−x), at most ¼.
 * Even in x, and without the cancellation of 1 − σ(x) for large x.
 */
export const sigmoidDerivative = elementwise('sigmoidDerivative', (x) => {
  const e = exp(-Math.abs(x));
  return e / (1 + e) / (1 + e);
});
