import { DomainError } from '../core/errors';
import type { Figure, FigureOptions } from './figure';
import { heatMapAs } from './heat-map';
import { matrix, type Matrix } from './input';

export interface ConfusionMatrixOptions extends FigureOptions {
  /** `[K, K]`: rows are true classes, columns predictions, as `metrics.confusionMatrix` gives them. */
  counts: Matrix;
  /** By default 0, 1, …, K − 1. */
  classNames?: readonly string[];
}

/**
 * Counts of predictions: the numbers are counts, the colours shares of the true class (its row).
 *
 * @throws {@link ShapeError} if `counts` is not square, {@link DomainError} if a count is negative or not whole
 */
export function confusionMatrix(options: ConfusionMatrixOptions): Figure {
  const where = 'figures.confusionMatrix';
  const { classNames, counts: given, ...rest } = options;
  const first = matrix(where, 'counts', given);
  const counts = matrix(where, 'counts', first, [first.length, first.length]);
  counts.forEach((row, i) => {
    const j = row.findIndex((count) => !Number.isInteger(count) || count < 0);
    if (j < 0) return;
    throw new DomainError(`${where}: counts[${i}][${j}] should be a count, got ${row[j]}`);
  });
  const shares = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total > 0 ? count / total : 0));
  });
  return heatMapAs(
    where,
    {
      xLabel: 'predicted class',
      yLabel: 'true class',
      valueLabel: 'share of the true class',
      ...rest,
      values: shares,
      range: [0, 1],
      rowNames: classNames,
      columnNames: classNames,
      cellTexts: counts.map((row) => row.map(String)),
      showValues: true,
    },
    'Confusion matrix',
  );
}
