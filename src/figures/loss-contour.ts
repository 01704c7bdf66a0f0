import { DomainError } from '../core/errors';
import { exp } from '../core/special/exp';
import { log } from '../core/special/log';
import { axis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { extent, matrix, vector, type Matrix, type Numbers } from './input';
import { legendAbove } from './legend';
import type { DescentPath } from './loss-surface';
import { drawMarks, type Marks } from './marks';
import { category, ink, sequential } from './palette';
import { label } from './text';
import { briefs, describeList, describeRange } from './words';

export interface LossContourOptions extends FigureOptions, Pick<AxisOptions, 'xRange' | 'yRange'>, Marks {
  x: Numbers;
  y: Numbers;
  /** `[y.length, x.length]`: the loss at `(x[j], y[i])` in row i, column j. */
  z: Matrix;
  zLabel?: string;
  /** Drawn from a ring at the start to a disc at the end. */
  paths?: readonly DescentPath[];
  /** Marked with a star. */
  minimum?: readonly [number, number];
  /** Levels at equal ratios, for losses of several magnitudes; all of `z` must be positive. */
  logLevels?: boolean;
}

/**
 * A loss over two parameters as contours, with the optimisers' paths on it.
 *
 * @throws {@link ShapeError} if `z` is not `[y.length, x.length]` or a path's lengths differ, {@link DomainError} if
 * `logLevels` meets a value ≤ 0
 */
export function lossContour(options: LossContourOptions): Figure {
  const where = 'figures.lossContour';
  const x = vector(where, 'x', options.x);
  const y = vector(where, 'y', options.y);
  const z = matrix(where, 'z', options.z, [y.length, x.length]);
  if (options.logLevels && z.some((row) => row.some((value) => value <= 0))) {
    throw new DomainError(`${where}: with logLevels all of z should be positive`);
  }
  const paths = (options.paths ?? []).map((path, i) => drawPath(where, path, i));
  const names = (options.paths ?? []).map((path) => path.name);
  const legend = legendAbove(names.length > 0 ? ['loss', ...names] : [], options.width);
  return makeFigure(where, options, {
    data: [contour(x, y, z, options.logLevels ?? false, options.zLabel ?? 'loss'), ...paths, ...star(options)],
    layout: {
      ...legend.layout,
      ...drawMarks(where, options),
      xaxis: { range: extent(x), ...axis(where, 'x', options.xLabel, options) },
      yaxis: { range: extent(y), ...axis(where, 'y', options.yLabel, options) },
      margin: { t: legend.top },
    },
    height: 440,
    description: `Contours of ${describeRange(options.zLabel ?? 'loss', z.flat())} over ${describeRange(options.xLabel ?? 'x', x)} and ${describeRange(options.yLabel ?? 'y', y)}${names.length > 0 ? `, with the paths of ${describeList(names)}` : ''}`,
  });
}

function contour(x: number[], y: number[], z: number[][], logLevels: boolean, name: string): PlotlyObject {
  const values = logLevels ? z.map((row) => row.map(log)) : z;
  const [low, high] = extent(values.flat());
  const ticks = Array.from({ length: 5 }, (_, i) => low + ((high - low) * i) / 4);
  return {
    type: 'contour',
    x,
    y,
    z: values,
    colorscale: sequential,
    ncontours: 18,
    contours: { coloring: 'fill' },
    line: { color: ink.paper, width: 0.7, smoothing: 0.9 },
    hoverinfo: 'x+y',
    showlegend: false,
    colorbar: {
      title: { text: label('figures.lossContour', 'zLabel', name) },
      ...(logLevels ? { tickvals: ticks, ticktext: briefs(ticks.map(exp)) } : {}),
    },
  };
}

function drawPath(where: string, path: DescentPath, i: number): PlotlyObject {
  const x = vector(where, `paths[${i}].x`, path.x);
  const y = vector(where, `paths[${i}].y`, path.y, x.length);
  // On cividis, white and warm colours stand out; blue would drown.
  const color = onContour[i % onContour.length];
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: label(where, `paths[${i}].name`, path.name),
    x,
    y,
    line: { color, width: 2 },
    marker: {
      color,
      size: x.map((_, j) => (j === 0 || j === x.length - 1 ? 11 : 4)),
      symbol: x.map((_, j) => (j === 0 ? 'circle-open' : 'circle')),
      line: { color, width: 2 },
    },
    showlegend: true,
  };
}

const onContour = [category(1), category(5), category(3), category(4)];

function star({ minimum }: LossContourOptions): PlotlyObject[] {
  if (!minimum) return [];
  const marker = { symbol: 'star', size: 15, color: ink.paper, line: { color: ink.text, width: 1 } };
  const place = { x: [minimum[0]], y: [minimum[1]], name: 'minimum' };
  return [{ type: 'scatter', mode: 'markers', ...place, marker, showlegend: false }];
}
