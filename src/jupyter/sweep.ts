import { jupyterDisplay, nearestWord, OptionError, type Displayable } from '../core';
import type { Figure } from '../figures';
import { meanInterval } from '../metrics';
import { sweepFigure } from './sweep-figure';
import { table } from './table';

export type ParameterValue = number | boolean | string;

/** A number of a run. */
export interface SweepRow {
  /** Of the run; null where the notebook's own value stood. */
  parameters: Readonly<Record<string, ParameterValue | null>>;
  /** The code cell, counted from 1, where the table says it. */
  cell?: number;
  /** The value of a `claim`, or a number noted by `record`. */
  kind: 'claim' | 'record';
  /** The claim's text, or the name of the number. */
  quantity: string;
  value: number;
  /** Of a claim. */
  holds?: boolean;
}

/** Values of parameters that runs are picked by. */
export type Where = Readonly<Record<string, ParameterValue | null>>;

/** Runs of one notebook with other parameters. As a cell's last expression it shows its summary, by `show` figures too. */
export interface Sweep extends Displayable {
  /** Names of the parameters that were given. */
  readonly parameters: readonly string[];
  /** Names of what was recorded, or else claimed. */
  readonly quantities: readonly string[];
  readonly rows: readonly SweepRow[];
  /** The values of a quantity, in the order of the runs. */
  values(quantity: string, where?: Where): number[];
  /**
   * A quantity minus another (or the same elsewhere), run by run: of the runs that are alike but for the parameters that
   * are picked by. What is common to both runs, the seed above all, cancels.
   */
  differences(quantity: string, minus: string, where?: Where, minusWhere?: Where): number[];
  /** Columns for a data frame: for each combination of parameters that are no seeds, and each quantity, what seeds tell. */
  summary(): Record<string, (ParameterValue | null)[]>;
  /** A quantity over the parameters that are no seeds: a band over one, a heat map over two, else dots with intervals. */
  figure(quantity: string, where?: Where): Figure;
}

/** Parameters over which means are taken. */
const isSeed = (name: string): boolean => /seed$/i.test(name);

export function sweepOf(parameters: readonly string[], rows: readonly SweepRow[]): Sweep {
  const records = rows.filter(({ kind }) => kind === 'record');
  const main = records.length > 0 ? records : rows;
  const quantities = [...new Set(main.map(({ quantity }) => quantity))];
  const pick = (call: string, quantity: string, where: Where): SweepRow[] => {
    const its = rows.filter((row) => row.quantity === quantity);
    if (its.length === 0) throw unknown(`${call}: there is no quantity '${quantity}'`, quantity, quantities);
    for (const name of Object.keys(where)) {
      if (!parameters.includes(name))
        throw unknown(`${call}: there is no parameter '${name}'`, name, parameters);
    }
    const found = its.filter((row) => Object.entries(where).every(([name, value]) => Object.is(row.parameters[name], value))); // prettier-ignore
    if (found.length === 0) throw new OptionError(`${call}: no run has ${JSON.stringify(where)}`);
    return found;
  };
  const others = parameters.filter((name) => !isSeed(name));
  return {
    parameters,
    quantities,
    rows,
    values: (quantity, where = {}) => pick('sweep.values', quantity, where).map(({ value }) => value),
    differences(quantity, minus, where = {}, minusWhere = where) {
      const alike = parameters.filter((name) => !(name in where) && !(name in minusWhere));
      const keyOf = (row: SweepRow): string =>
        JSON.stringify(alike.map((name) => String(row.parameters[name])));
      const call = 'sweep.differences';
      const subtracted = new Map(pick(call, minus, minusWhere).map((row) => [keyOf(row), row.value]));
      return pick(call, quantity, where).map((row) => {
        const value = subtracted.get(keyOf(row));
        if (value !== undefined) return row.value - value;
        throw new OptionError(
          `${call}: '${minus}' has no run that is like ${JSON.stringify(row.parameters)}`,
        );
      });
    },
    summary: () => summaryOf(others, rows),
    figure: (quantity, where = {}) => sweepFigure(quantity, pick('sweep.figure', quantity, where), others),
    [jupyterDisplay]: () => table(summaryOf(others, main), { maxRows: 60 })[jupyterDisplay](),
  };
}

function summaryOf(others: readonly string[], rows: readonly SweepRow[]): ReturnType<Sweep['summary']> {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const { parameters, cell, quantity } = row;
    const key = JSON.stringify([others.map((name) => String(parameters[name])), cell, quantity]);
    if (!groups.get(key)?.push(row)) groups.set(key, [row]);
  }
  const lines = [...groups.values()].map((group) => ({
    ...group[0],
    ...meanInterval(group.map(({ value }) => value)),
    runs: group.length,
    held: group[0].kind === 'claim' ? group.filter(({ holds }) => holds).length : null,
  }));
  const hasCells = rows.some(({ cell }) => cell !== undefined);
  return {
    ...Object.fromEntries(others.map((name) => [name, lines.map(({ parameters }) => parameters[name])])),
    ...(hasCells ? { cell: lines.map(({ cell }) => cell ?? null) } : {}),
    quantity: lines.map(({ quantity }) => quantity),
    kind: lines.map(({ kind }) => kind),
    runs: lines.map(({ runs }) => runs),
    mean: lines.map(({ mean }) => mean),
    sd: lines.map(({ deviation }) => deviation),
    low95: lines.map(({ interval }) => interval[0]),
    high95: lines.map(({ interval }) => interval[1]),
    held: lines.map(({ held }) => held),
  };
}

function unknown(problem: string, word: string, known: readonly string[]): OptionError {
  const nearest = nearestWord(word, known);
  const hint =
    nearest === undefined ? `there are ${known.slice(0, 12).join('; ')}` : `did you mean '${nearest}'?`;
  return new OptionError(`${problem}; ${hint}`);
}

export function isSweep(value: unknown): value is Sweep {
  return typeof value === 'object' && value !== null && 'quantities' in value && 'differences' in value;
}
