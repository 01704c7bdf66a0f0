import { OptionError } from '../core/errors';
import { axis, onAxis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { checkSome, extent, vector, type Numbers } from './input';
import { legendAbove } from './legend';
import { drawMarks, type Marks } from './marks';
import { category, dashes } from './palette';
import { label } from './text';
import { describeList, describeRange } from './words';

/** One line: `y` over its own `x`, or over the figure's. */
export interface Curve {
  name: string;
  x?: Numbers;
  y: Numbers;
  dash?: 'solid' | 'dash' | 'dot' | 'dashdot';
  /** Dots at the values; by default where there are at most 12. */
  markers?: boolean;
  /** Half-width of a band around the line, e.g. a standard deviation. */
  band?: Numbers;
  /** The palette's colour, by default the curve's place in the list: for pairs that belong together. */
  color?: number;
}

export interface CurvesOptions extends FigureOptions, AxisOptions, Marks {
  /** Shared by the curves that have no `x` of their own; by default 0, 1, 2, … */
  x?: Numbers;
  curves: readonly Curve[];
}

/**
 * Named lines over a common axis, with reference lines and notes.
 *
 * @throws {@link ShapeError} if lengths differ or a curve is empty, {@link DomainError} if it is NaN throughout,
 * {@link OptionError} if a logarithmic axis gets no positive value
 * @example
 * figures.curves({ id: 'sigmoid', title: 'How does σ bend?', caption: 'It saturates on both sides.',
 *   x: [-4, 0, 4], curves: [{ name: 'σ(z)', y: [0.018, 0.5, 0.982] }] })
 */
export function curves(options: CurvesOptions): Figure {
  const where = 'figures.curves';
  checkSome(where, 'curves', options.curves);
  const lines = options.curves.map((curve, i) => {
    const y = vector(where, `curves[${i}].y`, curve.y);
    const x = abscissa(where, curve.x ?? options.x, `curves[${i}].x`, y.length);
    if (options.xScale === 'log') checkPositive(where, `curves[${i}].x`, x);
    if (options.yScale === 'log') checkPositive(where, `curves[${i}].y`, y);
    return { ...curve, x, y, name: label(where, `curves[${i}].name`, curve.name) };
  });
  const data = lines.flatMap((line, i) => [...band(where, line, i), trace(line, i)]);
  const names = options.curves.map((curve) => curve.name);
  const legend = legendAbove(names, options.width);
  return makeFigure(where, options, {
    data,
    layout: {
      ...legend.layout,
      ...drawMarks(where, options, onAxis(options.xScale), onAxis(options.yScale)),
      xaxis: axis(where, 'x', options.xLabel, options, lines.flatMap((line) => line.x)),
      yaxis: axis(where, 'y', options.yLabel, options, lines.flatMap((line) => line.y)),
      hovermode: 'x unified',
      margin: { t: legend.top },
    },
    description: `Line chart of ${describeList(names)}; ${describeRange(options.xLabel ?? 'x', lines.flatMap((line) => line.x))}, ${describeRange(options.yLabel ?? 'y', lines.flatMap((line) => line.y))}`,
  });
}

interface Line extends Omit<Curve, 'x' | 'y'> {
  x: number[];
  y: number[];
}

function trace(line: Line, i: number): PlotlyObject {
  const color = category(line.color ?? i);
  return {
    type: 'scatter',
    mode: (line.markers ?? line.x.length <= 12) ? 'lines+markers' : 'lines',
    name: line.name,
    x: line.x,
    y: line.y,
    line: { color, width: 2.4, dash: line.dash ?? dashes[Math.floor(i / 8) % dashes.length] },
    marker: { color, size: 6 },
  };
}

function band(where: string, line: Line, i: number): PlotlyObject[] {
  if (!line.band) return [];
  const half = vector(where, `curves[${i}].band`, line.band, line.y.length);
  const upper = line.y.map((y, j) => y + half[j]);
  const lower = line.y.map((y, j) => y - half[j]);
  return [
    {
      type: 'scatter',
      mode: 'none',
      x: [...line.x, ...[...line.x].reverse()],
      y: [...upper, ...lower.reverse()],
      fill: 'toself',
      fillcolor: category(line.color ?? i),
      opacity: 0.18,
      showlegend: false,
      hoverinfo: 'skip',
    },
  ];
}

function abscissa(where: string, x: Numbers | undefined, name: string, length: number): number[] {
  return x === undefined ? Array.from({ length }, (_, i) => i) : vector(where, name, x, length);
}

function checkPositive(where: string, name: string, values: readonly number[]): void {
  if (extent(values)[1] > 0) return;
  throw new OptionError(`${where}: ${name} has no positive value, but its axis is logarithmic`);
}
