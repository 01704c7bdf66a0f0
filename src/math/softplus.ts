import { exp, log1p } from '../core';
import { softplus as kernel } from '../wasm';
import { elementwise } from './elementwise';
import { sigmoid } from './sigmoid';

/**
 * ln(1 + eˣ), elementwise: a smooth max(x, 0), and the loss of a wrong label at log-odds x.
 *
 * @remarks
 * Formula:    max(x, 0) + ln(1 + e^−|x|), so that nothing overflows
 * Derivative: σ(x), see {@link softplusDerivative}
 * Numerics:   error ≤ 2 ulp, measured in softplus.test.ts. float32 is rounded once from float64
 * @param x - a number, an array or a tensor of any shape
 * @example
 * math.softplus(1000) // 1000
 *
 * Source: [DugasEtAl2001]
 */
export const softplus = elementwise('softplus', (x) => Math.max(x, 0) + log1p(exp(-Math.abs(x))), kernel);

/** The derivative of {@link softplus}, elementwise: the sigmoid. */
export const softplusDerivative = elementwise('softplusDerivative', (x) => sigmoid(x));
