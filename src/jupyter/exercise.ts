import { float32Memory, isTensor, jupyterDisplay } from '../core';
import { escapeHtml } from '../core/escape-html';
import { formatNumber } from '../core/format-number';
import { show } from './show';
import { stateClaim } from './state-claim';

/** Numbers, or arrays, tensors and plain objects of numbers. */
export type Answer = number | ArrayLike<unknown> | object;

/** How far a number may be from the expected one, relative to the largest number expected. */
const WITHIN = 1e-9;
const SHOWN = 8;

/**
 * Checks what a reader wrote into an empty function: calls it and a reference with the same inputs, and shows that it
 * is right, or the first input for which it is wrong. A function that still returns nothing (`NaN` or `[]` for every
 * input) is only noted, so that a notebook with empty exercises runs through; else it is a claim as any other.
 *
 * @param text - what was to be written
 * @param attempt - the reader's function
 * @param reference - what it should return
 * @param inputs - a list of arguments for each call
 * @example
 * const mySigmoid = (z: number): number => 1 / (1 + math.exp(-z))
 * exercise('sigmoid', mySigmoid, math.sigmoid, [[-2], [0], [40]])  // ✓ sigmoid: right for all 3 inputs
 */
export function exercise<A extends unknown[]>(
  text: string,
  attempt: (...args: A) => Answer,
  reference: (...args: A) => Answer,
  inputs: readonly [...A][],
): void {
  const tries = inputs.map((args) => outcomeOf(attempt, args));
  if (tries.every((got) => typeof got !== 'string' && got.every(Number.isNaN))) {
    return note(`${text}: not written yet. Fill in the function, then run this cell again.`);
  }
  const wrong = inputs.flatMap((args, i) => {
    const fault = faultOf(tries[i], numbersOf(reference(...args)));
    return fault === undefined ? [] : [`${fault} for ${args.map(spelled).join(', ')}`];
  });
  const holds = wrong.length === 0;
  const bound = holds ? `right for all ${inputs.length} inputs` : wrong[0];
  stateClaim({ text, value: holds, bound, holds, figure: `: ${bound}` });
}

/** The numbers returned, or what was thrown. */
function outcomeOf<A extends unknown[]>(attempt: (...args: A) => Answer, args: A): number[] | string {
  try {
    return numbersOf(attempt(...args));
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

function faultOf(got: number[] | string, expected: number[]): string | undefined {
  if (typeof got === 'string') return got;
  if (got.length !== expected.length) return `expected ${expected.length} number(s), got ${got.length}`;
  const largest = Math.max(0, ...expected.filter(Number.isFinite).map(Math.abs)) || 1;
  const right = (value: number, i: number): boolean =>
    Object.is(value, expected[i]) || Math.abs(value - expected[i]) <= WITHIN * largest;
  if (got.every(right)) return undefined;
  const apart = Math.max(...got.map((value, i) => Math.abs(value - expected[i])));
  const texts = [expected, got].map(spelled);
  const difference = texts[0] === texts[1] ? ` (apart by ${formatNumber(apart)})` : '';
  return `expected ${texts[0]}, got ${texts[1]}${difference}`;
}

function numbersOf(answer: unknown): number[] {
  if (typeof answer === 'number') return [answer];
  if (typeof answer !== 'object' || answer === null) return [NaN];
  const values = isTensor(answer) ? answer.data : answer;
  float32Memory().check('exercise', values);
  if (Array.isArray(values) || ArrayBuffer.isView(values))
    return Array.from(values as number[]).flatMap(numbersOf);
  // In the order of the names, which is not that of the writing.
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([, value]) => numbersOf(value));
}

function spelled(value: unknown): string {
  const all = numbersOf(value);
  if (all.length === 1) return formatNumber(all[0], 6);
  const shown = all.slice(0, SHOWN).map((number) => formatNumber(number, 6));
  return `(${[...shown, ...(all.length > SHOWN ? ['…'] : [])].join(', ')})`;
}

/** No mark of a claim: nothing was claimed yet. */
function note(text: string): void {
  const html = `<div style="border-left:3px solid #767676;padding:2px 8px">${escapeHtml(text)}</div>`;
  show({ [jupyterDisplay]: () => ({ 'text/html': html, 'text/plain': text }) });
}
