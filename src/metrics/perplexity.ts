import { OptionError, exp } from '../core';
import { describe } from '../core/checks';

/**
 * exp of a mean negative log-likelihood: the number of equally likely choices that would surprise as much.
 *
 * @param negativeLogLikelihood - in nats per row, e.g. of {@link negativeLogLikelihoodFromLogits}
 * @example
 * metrics.perplexity(0) // 1
 */
export function perplexity(negativeLogLikelihood: number): number {
  if (typeof negativeLogLikelihood !== 'number') {
    throw new OptionError(`perplexity: expected a number of nats, got ${describe(negativeLogLikelihood)}`);
  }
  return exp(negativeLogLikelihood);
}
