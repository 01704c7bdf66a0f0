import { OptionError, isTensor } from '../../core';
import { checkOptions, describe } from '../../core/checks';
import { softmaxCrossEntropy, type ClassTarget, type Reduction, type Weights } from '../../losses';
import { readClassTarget } from '../../losses/class-targets';
import { criterionOf, type Criterion } from './criterion';

export interface CrossEntropyLossOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
  /** Rows with this label do not count; for class indices only. By default −100. */
  ignore_index?: number;
  /** By default 'mean'. */
  reduction?: Reduction;
  /** ε: the target becomes (1 − ε)·target + ε/K. By default 0. */
  label_smoothing?: number;
}

/**
 * Cross-entropy of logits `[N, K]` against class indices `[N]`, or against probabilities `[N, K]`.
 *
 * @remarks
 * Mean: for class indices the sum over Σ of the weights of the labels that count, so NaN if none does (and the
 * gradient 0); for probabilities the sum over N, weighted or not. `losses.softmaxCrossEntropy` has the formulas.
 * @throws {@link OptionError}, also for `ignore_index` ≥ 0 with probabilities; when called, what
 * `losses.softmaxCrossEntropy` throws, which checks more than PyTorch: a row of probabilities sums to 1, or is
 * all 0 and costs nothing
 * @example
 * const logits = torch.tensor([[1, 2, 3], [0, 0, 0]]);
 * torch.nn.CrossEntropyLoss({ label_smoothing: 0.1 })(logits, [2, 0]).item() // ≈ 0.8031
 * Source: cf. torch.nn.CrossEntropyLoss
 */
export function CrossEntropyLoss(options: CrossEntropyLossOptions = {}): Criterion<ClassTarget> {
  checkOptions('CrossEntropyLoss', options, ['weight', 'ignore_index', 'reduction', 'label_smoothing']);
  const { weight, ignore_index: ignoreIndex = -100, reduction = 'mean' } = options;
  const { label_smoothing: labelSmoothing } = options;
  return criterionOf('CrossEntropyLoss', (input, given) => {
    const target = readClassTarget('CrossEntropyLoss', given, input);
    const probabilities = isTensor(target);
    if (probabilities && ignoreIndex >= 0) {
      throw new OptionError(
        `CrossEntropyLoss: ignore_index is for class indices, not for probabilities; got ${describe(ignoreIndex)}`,
      );
    }
    const rows = input.shape[0];
    const normalizer = probabilities && reduction === 'mean' && rows > 0 ? rows : undefined;
    return softmaxCrossEntropy.withGradient(input, target, {
      weight,
      ignoreIndex,
      reduction,
      labelSmoothing,
      normalizer,
    });
  });
}
