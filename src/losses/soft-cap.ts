import { exp, tanh } from '../core';

/**
 * Overwrites the logits with c·tanh(z/c), which keeps them within ±c, and `slope` with the derivative
 * 1 − tanh²(z/c). −∞ marks a class that is masked out: it stays −∞.
 */
export function applySoftcap(z: Float64Array, cap: number, slope: Float64Array): void {
  for (let k = 0; k < z.length; k++) {
    const u = z[k] / cap;
    // sech²u = 4e^(−2|u|)/(1 + e^(−2|u|))²: 1 − tanh²u would cancel where the cap is reached.
    const decay = exp(-2 * Math.abs(u));
    slope[k] = (4 * decay) / ((1 + decay) * (1 + decay));
    if (z[k] !== -Infinity) z[k] = cap * tanh(u);
  }
}
