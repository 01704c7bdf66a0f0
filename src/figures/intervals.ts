import { ShapeError } from '../core/errors';
import { meanInterval } from '../metrics';
import { axis, onAxis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions } from './figure';
import { checkSome, vector, type Numbers } from './input';
import { drawMarks, type Marks } from './marks';
import { category, ink } from './palette';
import { label } from './text';
import { describeList, describeRange } from './words';

export interface IntervalsOptions extends FigureOptions, Pick<AxisOptions, 'xScale' | 'xRange'>, Marks {
  /** Values that vary by chance, e.g. one for each seed, or differences of two methods on the same seeds. */
  groups: readonly { name: string; values: Numbers; color?: number }[];
  /** Of the intervals, by default 0.95. */
  level?: number;
}

/** Of a row's height: where its dots begin and end above the line of its interval. */
const [TOP, BOTTOM] = [0.38, 0.1];
/** Steps of the golden section: neighbours in time do not touch, whatever their number. */
const STEP = 0.618;

/**
 * A row for each group: its values as dots, below them their mean with Student's interval ({@link meanInterval}).
 *
 * @throws {@link ShapeError} if a group has fewer than two values, of which nothing is known, or two have one name
 * @example
 * figures.intervals({ id: 'gain', title: 'Does smoothing help?', caption: 'In these three seeds.', verticals: [{ at: 0 }],
 *   groups: [{ name: 'smoothing − plain', values: [0.012, 0.004, 0.009] }], xLabel: 'difference of accuracy' })
 */
export function intervals(options: IntervalsOptions): Figure {
  const where = 'figures.intervals';
  checkSome(where, 'groups', options.groups);
  const names = options.groups.map(({ name }, i) => label(where, `groups[${i}].name`, name));
  if (new Set(names).size < names.length) throw new ShapeError(`${where}: groups hold a name twice`);
  const groups = options.groups.map((group, i) => {
    const values = vector(where, `groups[${i}].values`, group.values);
    if (values.length < 2)
      throw new ShapeError(`${where}: groups[${i}].values has one value, of which no interval is known`);
    return { ...group, values, ...meanInterval(values, { level: options.level }) };
  });
  const all = groups.flatMap(({ values }) => values);
  const dots = groups.map(({ values, color }, i) => ({
    type: 'scatter',
    mode: 'markers',
    name: names[i],
    x: values,
    y: values.map((_, j) => i - BOTTOM - (TOP - BOTTOM) * ((j * STEP) % 1)),
    marker: { color: category(color ?? i), size: values.length > 60 ? 5 : 8, opacity: 0.75 },
    hovertemplate: '%{x}<extra></extra>',
  }));
  const means = {
    type: 'scatter',
    mode: 'markers',
    name: 'mean',
    x: groups.map(({ mean }) => mean),
    y: groups.map((_, i) => i + BOTTOM),
    error_x: { type: 'data', array: groups.map(({ halfWidth }) => halfWidth), color: ink.text, thickness: 2.4, width: 6 },
    marker: { color: ink.text, size: 10, symbol: 'diamond' },
    hovertemplate: '%{x}<extra></extra>',
  };
  return makeFigure(where, options, {
    data: [...dots, means],
    layout: {
      ...drawMarks(where, options, onAxis(options.xScale)),
      showlegend: false,
      xaxis: axis(where, 'x', options.xLabel, options, all),
      yaxis: {
        ...axis(where, 'y', options.yLabel, {}),
        tickvals: groups.map((_, i) => i),
        ticktext: names,
        range: [groups.length - 0.6, -0.6],
        showgrid: false,
        zeroline: false,
        ticks: '',
        automargin: true,
      },
    },
    height: 90 + 64 * groups.length,
    description: `Dots with means and intervals of ${describeList(options.groups.map(({ name }) => name))}; ${describeRange(options.xLabel ?? 'values', all)}`,
  });
}
