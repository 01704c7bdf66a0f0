import type { Displayable } from '../core';
import { displayTable } from '../core/display-table';
import { formatNumber } from '../core/format-number';
import { tellApart } from '../core/tell-apart';

/**
 * `agrees` and `differs` are judged by the threshold. The others say nothing of the gradient: the derivative is
 * `too small` for the method to tell it from 0, f has a `kink` there, or x or f is `not finite`.
 */
export type GradCheckVerdict = 'agrees' | 'differs' | 'too small' | 'kink' | 'not finite';

/** One element of a gradient. */
export interface GradCheckElement {
  /** Where in x it is: `[i]`, `[i, k]`, … */
  readonly index: readonly number[];
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric| over the larger of both; 0 if they are equal. */
  readonly relativeError: number;
  /** The largest relative error that agrees: `tolerance`, and the estimated error of `numeric`. */
  readonly threshold: number;
  readonly verdict: GradCheckVerdict;
}

/** What a check found, in a sentence. */
export function inWords(elements: readonly GradCheckElement[]): string {
  const having = (verdict: GradCheckVerdict): GradCheckElement[] =>
    elements.filter((element) => element.verdict === verdict);
  const [agrees, differs, small, kinks, infinite] = (
    ['agrees', 'differs', 'too small', 'kink', 'not finite'] as const
  ).map(having);
  const words = [`${agrees.length} of ${elements.length} elements agree with the numeric derivative`];
  if (differs.length > 0) {
    const [{ index, analytic, numeric }] = differs;
    const pair = tellApart([analytic, numeric], 4, formatNumber).join(' for ');
    words.push(
      `${differs.length} ${differs.length === 1 ? 'differs' : 'differ'}, the first at [${index.join(', ')}]: ${pair}`,
    );
  }
  if (small.length > 0) words.push(`${small.length} too small to tell from 0 by this method`);
  if (kinks.length > 0) words.push(`${kinks.length} at a kink, between the slopes of its sides`);
  if (infinite.length > 0) words.push(`${infinite.length} not checked: x or f is not finite there`);
  return words.join('; ');
}

/** A line an element; those that differ come first, lest a long table hide them. */
export function tableOf(elements: readonly GradCheckElement[], caption: string): Displayable {
  const names = ['index', 'analytic', 'numeric', 'relative error', 'threshold', 'verdict'];
  const differs = elements.filter(({ verdict }) => verdict === 'differs');
  const others = elements.filter(({ verdict }) => verdict !== 'differs');
  const rows = [...differs, ...others].map((e) => [
    `[${e.index.join(', ')}]`,
    e.analytic,
    e.numeric,
    e.relativeError,
    e.threshold,
    e.verdict,
  ]);
  return displayTable({ names, rows }, { caption });
}
