import { type Labels } from '../../core';
import { checkOptions } from '../../core/checks';
import { nllLoss, type Reduction, type Weights } from '../../losses';
import { criterionOf, type Criterion } from './criterion';

export interface NLLLossOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
  /** Rows with this label do not count. By default −100. */
  ignore_index?: number;
  /** By default 'mean': the weighted sum over Σ of the labels' weights. */
  reduction?: Reduction;
}

/**
 * Negative log-likelihood: takes log-probabilities `[N, K]`, as {@link LogSoftmax} gives, and class indices.
 *
 * @remarks
 * If no row counts, the mean is NaN, as in PyTorch, and its gradient 0. `losses.nllLoss` has the formulas.
 * @throws {@link OptionError}; when called, what `losses.nllLoss` throws (PyTorch accepts any ignored label too)
 * @example
 * const logits = torch.tensor([[1, 2, 3], [0, 0, 0]]);
 * torch.nn.NLLLoss()(torch.nn.LogSoftmax(1)(logits), [2, 0]).item() // ≈ 0.7531
 * Source: cf. torch.nn.NLLLoss
 */
export function NLLLoss(options: NLLLossOptions = {}): Criterion<Labels> {
  checkOptions('NLLLoss', options, ['weight', 'ignore_index', 'reduction']);
  const { weight, ignore_index: ignoreIndex = -100, reduction = 'mean' } = options;
  return criterionOf('NLLLoss', (input, target) =>
    nllLoss.withGradient(input, target, { weight, ignoreIndex, reduction }),
  );
}
