import { ShapeError } from '../core/errors';
import { axis, onAxis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { checkSome, vector, type Numbers } from './input';
import { legendAbove } from './legend';
import { drawMarks, type Marks } from './marks';
import { category, ink, symbols } from './palette';
import { label } from './text';
import { describeList, describeRange } from './words';

/** Points of one kind; `labels` stand beside the dots, `line` joins them in order. */
export interface ScatterGroup {
  name: string;
  x: Numbers;
  y: Numbers;
  labels?: readonly string[];
  line?: boolean;
  color?: number;
}

export interface ScatterOptions extends FigureOptions, AxisOptions, Marks {
  groups: readonly ScatterGroup[];
  /** Diameter in pixels; by default smaller the more there are. */
  size?: number;
  /** One unit is as long in x as in y. */
  equalAspect?: boolean;
}

/**
 * Points in groups that differ in colour and shape.
 *
 * @throws {@link ShapeError} if `x`, `y` and `labels` of a group differ in length
 */
export function scatter(options: ScatterOptions): Figure {
  const where = 'figures.scatter';
  checkSome(where, 'groups', options.groups);
  const groups = options.groups.map((group, i) => {
    const x = vector(where, `groups[${i}].x`, group.x);
    return { ...group, x, y: vector(where, `groups[${i}].y`, group.y, x.length) };
  });
  const [allX, allY] = [groups.flatMap(({ x }) => x), groups.flatMap(({ y }) => y)];
  const data = groups.map((group, i): PlotlyObject => {
    const { x, y } = group;
    if (group.labels && group.labels.length !== x.length) {
      throw new ShapeError(`${where}: groups[${i}].labels has ${group.labels.length} texts for ${x.length} points`);
    }
    const color = category(group.color ?? i);
    const size = options.size ?? (x.length > 400 ? 5 : x.length > 60 ? 7 : 9);
    const mode = ['markers', ...(group.line ? ['lines'] : []), ...(group.labels ? ['text'] : [])].join('+');
    return {
      type: 'scatter',
      mode,
      name: label(where, `groups[${i}].name`, group.name),
      x,
      y,
      text: group.labels?.map((text, j) => label(where, `groups[${i}].labels[${j}]`, text)),
      textposition: 'top center',
      marker: {
        color,
        size,
        symbol: symbols[i % symbols.length],
        opacity: x.length > 400 ? 0.6 : 0.85,
        line: { color: ink.paper, width: 0.7 },
      },
      line: { color, width: 1.6 },
    };
  });
  const names = options.groups.map((group) => group.name);
  const legend = legendAbove(names, options.width);
  return makeFigure(where, options, {
    data,
    layout: {
      ...legend.layout,
      ...drawMarks(where, options, onAxis(options.xScale), onAxis(options.yScale)),
      xaxis: axis(where, 'x', options.xLabel, options, allX),
      yaxis: {
        ...axis(where, 'y', options.yLabel, options, allY),
        ...(options.equalAspect ? { scaleanchor: 'x' } : {}),
      },
      margin: { t: legend.top },
    },
    height: 440,
    description: `Scatter plot of ${describeList(names)}; ${describeRange(options.xLabel ?? 'x', allX)}, ${describeRange(options.yLabel ?? 'y', allY)}`,
  });
}
