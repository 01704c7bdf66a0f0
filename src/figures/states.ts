import { OptionError } from '../core/errors';
import { displayable, type Figure, type PlotlyObject } from './figure';
import { digitsOf, toJson } from './json';

/** Significant digits of the numbers in arrays, of which there is one set for each state. */
const DIGITS = 4;
/** Where there is no spread to measure by: all are one number. */
const DIGITS_OF_EQUALS = 10;

/** A figure in each of its states, which a control of Plotly changes. */
export interface States {
  /** In the state that is shown first. */
  start: Figure;
  /** What leads to each state, from any other: the arguments of Plotly's `update`. */
  steps: { method: 'update'; args: [restyle: PlotlyObject, relayout: PlotlyObject, traces: number[]] }[];
}

/**
 * Compares figures of the same traces, and finds for each what is to be changed in whichever is shown.
 *
 * @param names - of the states, for errors
 * @throws {@link OptionError} if they differ in what a control can't change: the traces' number and kinds, id, title,
 * caption, size
 */
export function statesOf(where: string, names: readonly string[], figures: readonly Figure[], start: number): States {
  const first = figures[start];
  figures.forEach((figure, i) => {
    const differs = (what: string): never => {
      throw new OptionError(
        `${where}: the figures at ${names[start]} and ${names[i]} differ in their ${what}; ` +
          'give them the same, and let data, names, notes and lines change',
      );
    };
    for (const what of ['id', 'caption'] as const) if (figure[what] !== first[what]) differs(what);
    const kinds = figure.data.map(({ type }) => type).join();
    if (kinds !== first.data.map(({ type }) => type).join()) differs('traces');
    for (const key of ['title', 'width', 'height']) {
      if (JSON.stringify(figure.layout[key]) !== JSON.stringify(first.layout[key])) differs(key);
    }
  });

  const data = figures.map((figure) => figure.data.map((trace) => rounded(trace) as PlotlyObject));
  const traces = first.data.flatMap((_, t) => (changing(data.map((all) => all[t])).length > 0 ? [t] : []));
  const paths = [...new Set(traces.flatMap((t) => changing(data.map((all) => all[t]))))];
  const layouts = figures.map(({ layout }) => ({ ...layout, meta: undefined }));
  const layoutPaths = changing(layouts);
  const steps = figures.map((_, i): States['steps'][number] => ({
    method: 'update',
    args: [
      Object.fromEntries(paths.map((path) => [path, traces.map((t) => at(data[i][t], path) ?? null)])),
      Object.fromEntries(layoutPaths.map((path) => [path, at(layouts[i], path) ?? null])),
      traces,
    ],
  }));
  return { start: { ...first, data: data[start] }, steps };
}

/** The start figure with a control below it: `height` pixels more, and words about it in the text alternative. */
export function withControl(start: Figure, control: PlotlyObject, height: number, words: string): Figure {
  const { margin, meta } = start.layout as { margin: { b: number }; meta: PlotlyObject };
  const alt = `${start.alt} ${words}`;
  const layout = {
    ...start.layout,
    ...control,
    height: (start.layout.height as number) + height,
    margin: { ...margin, b: margin.b + height },
    meta: { ...meta, alt },
  };
  return displayable({ ...start, layout, alt });
}

/** The paths (`line.color`, `xaxis.range`) at which not all are alike. Arrays, and packed ones, are one thing. */
function changing(objects: readonly PlotlyObject[], prefix = ''): string[] {
  const keys = new Set(objects.flatMap((object) => Object.keys(object)));
  return [...keys].flatMap((key) => {
    const values = objects.map((object) => object[key]);
    if (values.every(isPlain)) return changing(values, `${prefix}${key}.`);
    const texts = new Set(values.map((value) => JSON.stringify(value)));
    return texts.size > 1 ? [`${prefix}${key}`] : [];
  });
}

function isPlain(value: unknown): value is PlotlyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('bdata' in value);
}

function at(object: PlotlyObject, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (part as PlotlyObject | undefined)?.[key], object);
}

function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return toJson(value, digitsOf(value, DIGITS, DIGITS) ?? DIGITS_OF_EQUALS);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
}
