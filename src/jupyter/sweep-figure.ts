import { OptionError } from '../core';
import { bars, curves, heatMap, intervals, type Figure } from '../figures';
import { meanInterval } from '../metrics';
import type { ParameterValue, SweepRow } from './sweep';

type Value = ParameterValue | null;

/** The figure of a quantity over those parameters that its rows differ in. */
export function sweepFigure(quantity: string, rows: readonly SweepRow[], names: readonly string[]): Figure {
  const valuesOf = (name: string): Value[] => [...new Set(rows.map(({ parameters }) => parameters[name]))];
  const varied = names.filter((name) => valuesOf(name).length > 1);
  const seeds = rows.length / varied.reduce((count, name) => count * valuesOf(name).length, 1);
  const mean = (chosen: readonly SweepRow[]) => meanInterval(chosen.map(({ value }) => value));
  const having = (...wanted: [name: string, value: Value][]): SweepRow[] =>
    rows.filter(({ parameters }) => wanted.every(([name, value]) => parameters[name] === value));
  const head = { id: idOf(quantity), title: `What does ${quantity} depend on?` };
  const caption = `Mean of ${Math.round(seeds)} ${seeds === 1 ? 'run' : 'runs'}`;
  const [first, second] = varied;
  if (varied.length > 2) {
    throw new OptionError(`sweep.figure: ${varied.join(', ')} vary; fix all but two, e.g. { ${first}: ${JSON.stringify(valuesOf(first)[0])} }`); // prettier-ignore
  }
  if (varied.length === 2) {
    const [down, across] = [valuesOf(first), valuesOf(second)];
    return heatMap({
      ...head,
      caption: `${caption} for each ${first} (down) and ${second} (across).`,
      values: down.map((a) => across.map((b) => {
        const chosen = having([first, a], [second, b]);
        return chosen.length === 0 ? NaN : mean(chosen).mean; // that run failed
      })), // prettier-ignore
      rowNames: down.map(String),
      columnNames: across.map(String),
      yLabel: first,
      xLabel: second,
      valueLabel: quantity,
      scale: 'sequential',
    });
  }
  const x = first === undefined ? [] : valuesOf(first);
  if (x.length > 0 && x.every((value) => typeof value === 'number' && Number.isFinite(value))) {
    const sorted = (x as number[]).sort((a, b) => a - b);
    const estimates = sorted.map((value) => mean(having([first, value])));
    // What is tried at 0.01, 0.1 and 1 is tried by its size.
    const isLog = sorted[0] > 0 && sorted[sorted.length - 1] >= 30 * sorted[0];
    const band = seeds > 1 ? estimates.map((one) => one.halfWidth) : undefined;
    return curves({
      ...head,
      caption: `${caption} at each ${first}${band ? ', with the 95 % interval of the mean' : ''}.`,
      x: sorted,
      curves: [{ name: quantity, y: estimates.map((one) => one.mean), band, markers: true }],
      xLabel: first,
      yLabel: quantity,
      xScale: isLog ? 'log' : 'linear',
    });
  }
  const named = first === undefined ? [{ name: quantity, rows }] : x.map((value) => ({ name: `${first} = ${String(value)}`, rows: having([first, value]) })); // prettier-ignore
  const groups = named.map(({ name, rows }) => ({ name, values: rows.map(({ value }) => value) }));
  if (groups.some(({ values }) => values.length < 2)) {
    return bars({
      ...head,
      caption: `${caption} each.`,
      categories: groups.map(({ name }) => name),
      series: [{ name: quantity, values: groups.map(({ values }) => values[0]) }],
      yLabel: quantity,
    });
  }
  return intervals({
    ...head,
    title: first === undefined ? `How much does ${quantity} vary?` : head.title,
    caption: 'A dot for each run; below them the mean with its 95 % interval.',
    groups,
    xLabel: quantity,
  });
}

function idOf(quantity: string): string {
  const words = quantity.toLowerCase().match(/[a-z0-9]+/g) ?? ['quantity'];
  return `sweep-${words.join('-')}`;
}
