import { OptionError, exp, type Labels, type TensorLike } from '../core';
import { describe } from '../core/checks';
import { negativeLogLikelihoodFromLogits } from './negative-log-likelihood';

/**
 * exp of a mean negative log-likelihood: the number of equally likely choices that would surprise as much.
 *
 * @param negativeLogLikelihood - in nats per row, e.g. a mean cross-entropy; or logits `[N, K]`, with their labels
 * @param labels - N class indices
 * @param options - `ignoreIndex`: rows with this label do not count, −100 by default
 * @throws as {@link negativeLogLikelihoodFromLogits}; {@link OptionError}
 * @example
 * metrics.perplexity(0) // 1
 * metrics.perplexity(tensor([[2, 2, 2], [0, 9, 9]]), [0, -100]) // ≈ 3
 */
export function perplexity(negativeLogLikelihood: number): number;
export function perplexity(logits: TensorLike, labels: Labels, options?: { ignoreIndex?: number }): number;
export function perplexity(
  given: number | TensorLike,
  labels?: Labels,
  { ignoreIndex = -100 }: { ignoreIndex?: number } = {},
): number {
  if (typeof given === 'number') return exp(given);
  if (labels === undefined) {
    throw new OptionError(
      `perplexity: expected a number of nats, or logits and labels, got ${describe(given)}`,
    );
  }
  return exp(negativeLogLikelihoodFromLogits(given, labels, { ignoreIndex }));
}
