import type { Specification } from '../render/render';
import { codeCells, hasTag, ownNumber, textOf, type Cell, type Notebook, type Output } from './notebook';

export const PLOTLY = 'application/vnd.plotly.v1+json';
export const CLAIM = 'application/vnd.softmax-lab.claim+json';
export const RECORD = 'application/vnd.softmax-lab.record+json';

export interface Claim {
  text: string;
  value: number | boolean | string;
  bound: string;
  holds: boolean;
  /** The code cell, counted from 1. */
  cell: number;
}

/** A number that a notebook noted by `record`. */
export interface Recorded {
  name: string;
  /** JSON has no NaN and no infinities: those are texts. */
  value: number | string;
  /** The code cell, counted from 1. */
  cell: number;
}

export function claimsOf(notebook: Notebook): Claim[] {
  return contentsOf<Claim>(notebook, CLAIM);
}

export function recordsOf(notebook: Notebook): Recorded[] {
  return contentsOf<Recorded>(notebook, RECORD);
}

/** What outputs hold under a MIME type, with the code cells. */
function contentsOf<T extends { cell: number }>(notebook: Notebook, type: string): T[] {
  return codeCells(notebook).flatMap((cell, i) =>
    (cell.outputs ?? [])
      .filter(({ data }) => data?.[type] !== undefined)
      .map(({ data }) => ({ ...(data?.[type] as T), cell: ownNumber(notebook, i + 1) })),
  );
}

/** The outputs that hold a figure, so that a picture can be put beside its specification. */
export function figureOutputs(notebook: Pick<Notebook, 'cells'>): Output[] {
  return codeCells(notebook).flatMap((cell) =>
    (cell.outputs ?? []).filter((output) => output.data?.[PLOTLY]),
  );
}

export function specificationOf(output: Output): Specification {
  return output.data?.[PLOTLY] as Specification;
}

export function figureIds(notebook: Notebook): string[] {
  return figureOutputs(notebook).map((output) => specificationOf(output).layout.meta?.id ?? 'figure');
}

/**
 * Where two runs of a notebook differ in what a reader sees: text, tables, specifications, claims. Pictures
 * drawn from a specification and cells tagged `volatile` are left out. `undefined` if nowhere.
 */
export function firstDifference(committed: Notebook, executed: Notebook): string | undefined {
  const [before, after] = [codeCells(committed), codeCells(executed)];
  if (before.length !== after.length)
    return `${before.length} code cells were committed, ${after.length} executed`;
  const at = before.findIndex((cell, i) => visible(cell) !== visible(after[i]));
  if (at < 0) return undefined;
  // By code points, so that no half of one is shown.
  const [old, now] = [Array.from(visible(before[at])), Array.from(visible(after[at]))];
  const first = old.findIndex((character, i) => character !== now[i]);
  const from = Math.max(0, (first < 0 ? old.length : first) - 40);
  const excerpt = (text: string[]): string => text.slice(from, from + 120).join('');
  return `cell ${at + 1}: committed …${excerpt(old)}… got …${excerpt(now)}…`;
}

function visible(cell: Cell): string {
  if (hasTag(cell, 'volatile')) return '';
  return JSON.stringify([cell.execution_count, cleanOutputs(cell.outputs ?? [])]);
}

/** Outputs without what depends on the run: pictures, display ids, the way a stream was cut into pieces. */
export function cleanOutputs(outputs: readonly Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text = textOf(last.text) + textOf(output.text);
    } else if (output.output_type === 'stream') {
      merged.push({ output_type: 'stream', name: output.name, text: textOf(output.text) });
    } else {
      const types = Object.keys(output.data ?? {}).filter((type) => type !== 'image/png');
      const data = types.sort().map((type) => [type, joined(output.data?.[type])] as const);
      const { output_type, execution_count, ename, evalue, traceback } = output;
      const rest = { output_type, execution_count, ename, evalue, traceback };
      const given = Object.entries(rest).filter(([, value]) => value !== undefined);
      merged.push({
        ...Object.fromEntries(given),
        data: Object.fromEntries(data),
        metadata: {},
      } as Output);
    }
  }
  return merged;
}

/** Notebooks hold a text as one string or as a list of lines. */
function joined(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : value;
}
