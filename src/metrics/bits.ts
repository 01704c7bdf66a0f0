import { OptionError } from '../core';
import { describe } from '../core/checks';

/**
 * Nats as bits: of a mean cross-entropy, the bits per symbol that a code by the model would take.
 *
 * @remarks Formula: nats / ln 2
 * @example
 * metrics.bits(Math.LN2) // 1
 */
export function bits(nats: number): number {
  if (typeof nats === 'number') return nats / Math.LN2;
  throw new OptionError(`bits: expected a number of nats, got ${describe(nats)}`);
}
