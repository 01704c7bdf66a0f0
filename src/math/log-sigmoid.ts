import { exp, log1p } from '../core';
import { elementwise } from './elementwise';
import { sigmoid } from './sigmoid';

/**
 * ln σ(x), elementwise: −softplus(−x). It stays finite where σ(x) has underflowed.
 *
 * @remarks
 * Formula:    min(x, 0) − ln(1 + e^−|x|)
 * Derivative: σ(−x) = 1 − σ(x), see {@link logSigmoidDerivative}
 * Numerics:   error ≤ 2 ulp, measured in softplus.test.ts
 * @param x - a number, an array or a tensor of any shape
 * @example
 * math.logSigmoid(-1000) // -1000, where log(sigmoid(-1000)) is -Infinity
 */
export const logSigmoid = elementwise('logSigmoid', (x) => Math.min(x, 0) - log1p(exp(-Math.abs(x))));

/** The derivative of {@link logSigmoid}, elementwise: σ(−x), without the cancellation of 1 − σ(x). */
export const logSigmoidDerivative = elementwise('logSigmoidDerivative', (x) => sigmoid(-x));
