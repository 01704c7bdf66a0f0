import { OptionError, type Labels } from '../core';
import { checkOptions, describe } from '../core/checks';
import { countsOf, type ClassesOption } from './confusion-matrix';
import type { Predictions } from './predictions';

export interface PrecisionRecallF1Options extends ClassesOption {
  /** What stands for 0/0, e.g. the precision of a class that was never predicted. By default 0. */
  zeroDivision?: number;
}

interface Scores {
  precision: number;
  recall: number;
  f1: number;
}

export interface PrecisionRecallF1 {
  /** Per class: of the rows predicted as k, the fraction that are k. */
  precision: number[];
  /** Per class: of the rows that are k, the fraction predicted as k. */
  recall: number[];
  /** Per class: the harmonic mean of the two, 2TP/(2TP + FP + FN). */
  f1: number[];
  /** Per class: the number of rows that are k. */
  support: number[];
  /** The plain mean over the classes that occur among the labels or the predictions. */
  macro: Scores;
  /** Counts pooled over the classes; with one label a row all three are the accuracy. */
  micro: Scores;
}

/**
 * Precision, recall and F1 per class, and their macro and micro averages.
 *
 * @remarks
 * 0/0 counts as `zeroDivision` (0), as in scikit-learn. A class that occurs neither among the labels nor
 * among the predictions has no part in the macro averages, even when the scores have a column for it.
 * @param predictions - scores `[N, K]` or N class indices
 * @param labels - N class indices
 * @throws as {@link accuracy}
 * @example
 * metrics.precisionRecallF1([0, 1, 1], [0, 0, 1]).recall // [0.5, 1]
 * Source: cf. sklearn.metrics.precision_recall_fscore_support
 */
export function precisionRecallF1(
  predictions: Predictions,
  labels: Labels,
  options: PrecisionRecallF1Options = {},
): PrecisionRecallF1 {
  checkOptions('precisionRecallF1', options, ['zeroDivision', 'classes']);
  const { zeroDivision = 0 } = options;
  if (typeof zeroDivision !== 'number') {
    throw new OptionError(
      `precisionRecallF1: zeroDivision should be a number, got ${describe(zeroDivision)}`,
    );
  }
  const counts = countsOf('precisionRecallF1', predictions, labels, options.classes);
  const classes = counts.shape[0];
  const at = (label: number, predicted: number) => counts.data[label * classes + predicted];
  const ratio = (part: number, whole: number) => (whole === 0 ? zeroDivision : part / whole);

  const all = Array.from({ length: classes }, (_, k) => k);
  const support = all.map((k) => sum(all.map((j) => at(k, j))));
  const predicted = all.map((k) => sum(all.map((j) => at(j, k))));
  const precision = all.map((k) => ratio(at(k, k), predicted[k]));
  const recall = all.map((k) => ratio(at(k, k), support[k]));
  const f1 = all.map((k) => ratio(2 * at(k, k), support[k] + predicted[k]));

  const occurring = all.filter((k) => support[k] + predicted[k] > 0);
  const average = (values: readonly number[]) => sum(occurring.map((k) => values[k])) / occurring.length;
  const hits = sum(all.map((k) => at(k, k))) / sum(support);
  return {
    precision,
    recall,
    f1,
    support,
    macro: { precision: average(precision), recall: average(recall), f1: average(f1) },
    micro: { precision: hits, recall: hits, f1: hits },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
