import { jupyterDisplay, OptionError, type Displayable } from '../core';
import { checkOptions } from '../core/checks';
import { escapeHtml } from '../core/escape-html';
import { formatNumber } from '../core/format-number';
import { show } from './show';

/** What a claimed figure must satisfy; all that are given must hold. */
export interface ClaimBounds {
  atLeast?: number;
  atMost?: number;
  above?: number;
  below?: number;
  equals?: number;
  /** With `within`: |value − near| ≤ within. */
  near?: number;
  within?: number;
}

/**
 * States something that the text relies on, and shows whether it holds (✓ or ✗ with the figure). It does not
 * throw, so a reader who changes a number reads on; a rerun of the committed notebook fails on ✗.
 *
 * @param text - the claim in words
 * @param value - the figure, with `bounds` (NaN satisfies none); or whether the claim holds, without
 * @throws {@link OptionError} if a figure comes without a bound, or `near` without `within`
 * @example
 * claim('test accuracy', 0.925, { atLeast: 0.92 })  // ✓ test accuracy: 0.925 (≥ 0.92)
 */
export function claim(text: string, value: number | boolean, bounds: ClaimBounds = {}): void {
  checkOptions('claim', bounds, ['atLeast', 'atMost', 'above', 'below', 'equals', 'near', 'within']);
  const conditions = typeof value === 'number' ? conditionsOf(value, bounds) : [{ words: '', holds: value }];
  if (typeof value === 'number' && conditions.length === 0) {
    throw new OptionError(
      `claim '${text}': a figure needs a bound (atLeast, atMost, above, below, equals, near + within)`,
    );
  }
  const holds = conditions.every((condition) => condition.holds);
  const words = conditions.map((condition) => condition.words).join(', ');
  show(rendered(text, value, words, holds));
}

function conditionsOf(value: number, bounds: ClaimBounds): { words: string; holds: boolean }[] {
  const { atLeast, atMost, above, below, equals, near, within } = bounds;
  if ((near === undefined) !== (within === undefined))
    throw new OptionError("claim: 'near' and 'within' go together");
  const found: { words: string; holds: boolean }[] = [];
  const add = (sign: string, bound: number | undefined, holds: (bound: number) => boolean): void => {
    if (bound !== undefined) found.push({ words: `${sign} ${formatNumber(bound, 6)}`, holds: holds(bound) });
  };
  add('≥', atLeast, (bound) => value >= bound);
  add('≤', atMost, (bound) => value <= bound);
  add('>', above, (bound) => value > bound);
  add('<', below, (bound) => value < bound);
  add('=', equals, (bound) => value === bound);
  add(`${formatNumber(near ?? 0, 6)} ±`, within, (bound) => Math.abs(value - (near ?? 0)) <= bound);
  return found;
}

function rendered(text: string, value: number | boolean, bound: string, holds: boolean): Displayable {
  const mark = holds ? '✓' : '✗';
  const figure = typeof value === 'number' ? `: ${formatNumber(value)} (${bound})` : '';
  const colour = holds ? '#00795c' : '#b3261e';
  const html = `<div style="border-left:3px solid ${colour};padding:2px 8px"><strong style="color:${colour}">${mark}</strong> ${escapeHtml(text + figure)}</div>`;
  return {
    [jupyterDisplay]: () => ({
      // JSON has no NaN and no infinities: those go as text.
      'application/vnd.softmax-lab.claim+json': { text, value: storable(value), bound, holds },
      'text/html': html,
      'text/plain': `${mark} ${text}${figure}`,
    }),
  };
}

function storable(value: number | boolean): number | boolean | string {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
