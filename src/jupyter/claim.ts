import { OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import { formatNumber, roundNumber } from '../core/format-number';
import { stateClaim } from './state-claim';

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
 * States something that the text relies on, and shows whether it holds (✓ or ✗ with the figure, in as many digits
 * as it takes to see why). It does not throw, so a reader who changes a number reads on; a rerun of the committed
 * notebook fails on ✗.
 *
 * @param text - the claim in words
 * @param value - the figure, with `bounds` (NaN satisfies none); or whether the claim holds, without
 * @throws {@link OptionError} if a figure comes without a bound, or `near` without `within`, or one is no number
 * @example
 * claim('test accuracy', 0.925, { atLeast: 0.92 })  // ✓ test accuracy: 0.925 (≥ 0.92)
 */
export function claim(text: string, value: number | boolean, bounds: ClaimBounds = {}): void {
  checkOptions('claim', bounds, ['atLeast', 'atMost', 'above', 'below', 'equals', 'near', 'within']);
  if (typeof value === 'boolean') return stateClaim({ text, value, bound: '', holds: value, figure: '' });
  for (const [name, number] of Object.entries({ 'the figure': value, ...bounds } as object)) {
    if (typeof number === 'number') continue;
    throw new OptionError(`claim '${text}': ${name} should be a number, got ${describe(number)}`);
  }
  const conditions = conditionsOf(bounds);
  if (conditions.length === 0) {
    throw new OptionError(
      `claim '${text}': a figure needs a bound (atLeast, atMost, above, below, equals, near + within)`,
    );
  }
  const holds = conditions.every((condition) => condition.holds(value, ...condition.bounds));
  const digits = digitsOf(value, conditions);
  const bound = conditions
    .map(({ words, bounds }) => words(...bounds.map((number) => formatNumber(number, Math.max(6, digits)))))
    .join(', ');
  const figure = `: ${formatNumber(value, digits)} (${bound})`;
  stateClaim({ text, value: Number.isFinite(value) ? value : String(value), bound, holds, figure });
}

interface Condition {
  bounds: number[];
  words: (...bounds: string[]) => string;
  holds: (value: number, ...bounds: number[]) => boolean;
}

function conditionsOf(given: ClaimBounds): Condition[] {
  const { near, within } = given;
  if ((near === undefined) !== (within === undefined))
    throw new OptionError("claim: 'near' and 'within' go together");
  const found: Condition[] = [];
  const add = (sign: string, bound: number | undefined, holds: Condition['holds']): void => {
    if (bound !== undefined) found.push({ bounds: [bound], words: (text) => `${sign} ${text}`, holds });
  };
  add('≥', given.atLeast, (value, bound) => value >= bound);
  add('≤', given.atMost, (value, bound) => value <= bound);
  add('>', given.above, (value, bound) => value > bound);
  add('<', given.below, (value, bound) => value < bound);
  add('=', given.equals, (value, bound) => value === bound);
  if (near !== undefined && within !== undefined) {
    found.push({
      bounds: [near, within],
      words: (centre, radius) => `${centre} ± ${radius}`,
      holds: (value, centre, radius) => Math.abs(value - centre) <= radius,
    });
  }
  return found;
}

/** So many digits, 4 or more, that the figure and the bounds as they are shown give the verdict too. */
function digitsOf(value: number, conditions: readonly Condition[]): number {
  let digits = 4;
  const agrees = ({ bounds, holds }: Condition): boolean => {
    const shown = bounds.map((bound) => roundNumber(bound, Math.max(6, digits)));
    return holds(roundNumber(value, digits), ...shown) === holds(value, ...bounds);
  };
  while (!conditions.every(agrees)) digits++;
  return digits;
}
