import type { TensorLike } from '../core';
import { averaged, readMultiLabel, type MultiLabelOptions } from './multi-label';

/**
 * F1 of predicted label sets, 2TP / (2TP + FP + FN): of each label and averaged (`'macro'`), of each row and averaged
 * (`'samples'`), or of all entries together (`'micro'`).
 *
 * @remarks
 * 0/0 is 0, as in scikit-learn: so much counts a label that occurs neither among the labels nor among the predictions
 * (unlike in {@link precisionRecallF1}, which leaves such a class out), and a row of neither.
 * @param predicted - `[N, K]` of 0 and 1
 * @param labels - `[N, K]` of 0 and 1
 * @throws as {@link hammingLoss}; {@link OptionError}
 * @example
 * metrics.multiLabelF1([[1, 0], [1, 1]], [[1, 0], [0, 1]], { average: 'micro' }) // 0.8
 * metrics.multiLabelF1([[1, 0], [1, 1]], [[1, 0], [0, 1]]) // ≈ 0.83333
 * Source: [Tsoumakas2010]; cf. sklearn.metrics.f1_score
 */
export function multiLabelF1(
  predicted: TensorLike,
  labels: TensorLike,
  options: MultiLabelOptions = {},
): number {
  const read = readMultiLabel('multiLabelF1', 'predicted', predicted, labels);
  return averaged('multiLabelF1', options, read, (entries) => {
    let [both, either] = [0, 0];
    for (const i of entries) {
      both += 2 * read.values[i] * read.labels[i];
      either += read.values[i] + read.labels[i];
    }
    return both / Math.max(1, either);
  });
}
