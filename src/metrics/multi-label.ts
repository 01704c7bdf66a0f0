import { LabelError, asTensor, type FloatArray, type TensorLike } from '../core';
import { checkChoice, checkOptions, checkSameShape } from '../core/checks';
import { checkEntries } from '../core/check-entries';
import { checkScores } from './predictions';
import { tiesOf, type Tie } from './ties';

export interface MultiLabelOptions {
  /**
   * Over what the mean is taken: `'macro'` (the default) the labels, each of one weight; `'samples'` the rows; `'micro'` is
   * the value of all entries together.
   */
  average?: 'micro' | 'macro' | 'samples';
}

interface MultiLabel {
  values: FloatArray;
  labels: FloatArray;
  rows: number;
  columns: number;
  isList: boolean;
}

/** Scores or predicted labels, and labels 0 or 1 of their shape `[N, K]` (or `[N]`, one column, where a list may be given). */
export function readMultiLabel(
  where: string,
  name: 'scores' | 'predicted',
  given: TensorLike,
  givenLabels: TensorLike,
  listAllowed = false,
): MultiLabel {
  const values = asTensor(where, name, given);
  const labels = asTensor(where, 'labels', givenLabels);
  checkSameShape(where, [name, values], ['labels', labels]);
  const isList = listAllowed && values.shape.length === 1;
  const [rows, columns] = isList ? [values.shape[0], 1] : checkScores(where, name, values);
  const isBit = (v: number): boolean => v === 0 || v === 1;
  if (name === 'scores') checkEntries(where, name, values, Number.isFinite, 'a finite number');
  else checkEntries(where, name, values, isBit, '0 or 1; compare scores with a threshold first', LabelError);
  checkEntries(where, 'labels', labels, isBit, '0 or 1', LabelError);
  return { values: values.data, labels: labels.data, rows, columns, isList };
}

/** The mean over the rows of a measure, which gets the ties of the row's labels, a relevant label being one that is 1. */
export function meanOverRows(
  where: string,
  scores: TensorLike,
  givenLabels: TensorLike,
  measure: (ties: readonly Tie[], columns: number) => number,
): number {
  const { values, labels, rows, columns } = readMultiLabel(where, 'scores', scores, givenLabels);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const items = Array.from({ length: columns }, (_, k) => i * columns + k);
    total += measure(tiesOf(items, values, labels), columns);
  }
  return total / rows;
}

/** The mean of a measure of entries, given by their indices, over what `average` says. */
export function averaged(
  where: string,
  options: MultiLabelOptions,
  { rows, columns, isList }: MultiLabel,
  measure: (entries: readonly number[]) => number,
): number {
  checkOptions(where, options, ['average']);
  const { average = 'macro' } = options;
  checkChoice(where, 'average', average, ['micro', 'macro', 'samples']);
  const all = Array.from({ length: rows * columns }, (_, i) => i);
  if (average === 'micro' || isList) return measure(all);
  const [groups, groupOf] =
    average === 'macro'
      ? [columns, (i: number) => i % columns]
      : [rows, (i: number) => Math.floor(i / columns)];
  const entries = Array.from({ length: groups }, (): number[] => []);
  for (const i of all) entries[groupOf(i)].push(i);
  return entries.reduce((sum, those) => sum + measure(those), 0) / groups;
}

/** (1/R) Σ over the relevant items of the precision down to their score, equal scores counted together; 0 for R = 0. */
export function precisionOf(ties: readonly Tie[]): number {
  let [sum, found] = [0, 0];
  for (const { start, size, relevant } of ties) {
    found += relevant;
    sum += (relevant * found) / (start + size);
  }
  return sum / Math.max(1, found);
}
