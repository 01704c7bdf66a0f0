import { checkOptions } from '../../core/checks';
import { binaryCrossEntropy, type ElementTargets, type Reduction, type Weights } from '../../losses';
import { criterionOf, type Criterion } from './criterion';

export interface BCEWithLogitsLossOptions {
  /** Weight of each loss: of the logits' shape, or `[K]` for their last axis. */
  weight?: Weights;
  /** By default 'mean', over all logits whatever their weights. */
  reduction?: Reduction;
  /** Weight of the positive term: a number, or `[K]` for the last axis. */
  pos_weight?: number | Weights;
}

/**
 * Binary cross-entropy of logits of any shape against probabilities of that shape (0 and 1, or between).
 *
 * @remarks
 * `losses.binaryCrossEntropy` has the formulas.
 * @throws {@link OptionError}; when called, what `losses.binaryCrossEntropy` throws, which unlike PyTorch takes
 * only targets of [0, 1] and weights ≥ 0
 * @example
 * torch.nn.BCEWithLogitsLoss({ pos_weight: 3 })(torch.tensor([1.5]), [1]).item() // ≈ 0.604240
 * Source: cf. torch.nn.BCEWithLogitsLoss
 */
export function BCEWithLogitsLoss(options: BCEWithLogitsLossOptions = {}): Criterion<ElementTargets> {
  checkOptions('BCEWithLogitsLoss', options, ['weight', 'reduction', 'pos_weight']);
  const { weight, reduction = 'mean', pos_weight: posWeight } = options;
  return criterionOf('BCEWithLogitsLoss', (input, target) =>
    binaryCrossEntropy.withGradient(input, target, { weight, reduction, posWeight }),
  );
}
