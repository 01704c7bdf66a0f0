import { LabelError, ShapeError } from '../core/errors';
import { axis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { extent, matrix, vector, type Matrix, type Numbers } from './input';
import { legendAbove } from './legend';
import { drawMarks, type Marks } from './marks';
import { category, ink, symbols } from './palette';
import { label } from './text';
import { describeList } from './words';

export interface DecisionRegionsOptions extends FigureOptions, Pick<AxisOptions, 'xRange' | 'yRange'>, Marks {
  /** The grid's coordinates. */
  x: Numbers;
  y: Numbers;
  /** `[y.length, x.length]` predicted classes, as 0, 1, …, K − 1. */
  classes: Matrix;
  /** `[y.length, x.length]` probability of the predicted class: deeper colour where it is surer. */
  confidence?: Matrix;
  classNames: readonly string[];
  /** The data: coordinates and their classes. */
  points?: { x: Numbers; y: Numbers; labels: Numbers };
}

/**
 * The plane coloured by the class that a model predicts, with the data on it.
 *
 * @throws {@link ShapeError} if lengths differ, {@link LabelError} for a class without a name
 */
export function decisionRegions(options: DecisionRegionsOptions): Figure {
  const where = 'figures.decisionRegions';
  const x = vector(where, 'x', options.x);
  const y = vector(where, 'y', options.y);
  const count = options.classNames?.length ?? 0;
  if (count === 0) throw new ShapeError(`${where}: classNames should have a name for each class`);
  const names = options.classNames.map((name, i) => label(where, `classNames[${i}]`, name));
  const classes = matrix(where, 'classes', options.classes, [y.length, x.length]);
  classes.forEach((row, i) => checkLabels(where, `classes[${i}]`, row, count));
  const confidence =
    options.confidence && matrix(where, 'confidence', options.confidence, [y.length, x.length]);
  const points = options.points && drawPoints(where, options.points, names);
  const legend = legendAbove(options.classNames, options.width);
  return makeFigure(where, options, {
    data: [regions(x, y, classes, confidence, count), ...(points ?? legendOnly(names))],
    layout: {
      ...legend.layout,
      ...drawMarks(where, options),
      xaxis: { range: extent(x), showgrid: false, zeroline: false, ...axis(where, 'x', options.xLabel, options) },
      yaxis: { range: extent(y), showgrid: false, zeroline: false, ...axis(where, 'y', options.yLabel, options) },
      margin: { t: legend.top },
    },
    height: 440,
    description: `Decision regions of ${describeList(options.classNames)}${points ? ' with the data points' : ''}`,
  });
}

/** One heat map: class k takes the values k + t, and the colour of k deepens with t. */
function regions(
  x: number[],
  y: number[],
  classes: number[][],
  confidence: number[][] | undefined,
  count: number,
): PlotlyObject {
  const depth = (i: number, j: number): number => {
    if (!confidence) return 0.8;
    const sure = (confidence[i][j] - 1 / count) / (1 - 1 / count || 1);
    return 0.15 + 0.84 * Math.min(1, Math.max(0, sure));
  };
  return {
    type: 'heatmap',
    x,
    y,
    z: classes.map((row, i) => row.map((k, j) => Math.round((k + depth(i, j)) * 100) / 100)),
    zmin: 0,
    zmax: count,
    colorscale: Array.from({ length: count }, (_, k) => [
      [k / count, ink.paper],
      [(k + 1) / count, category(k)],
    ]).flat(),
    opacity: 0.45,
    showscale: false,
    hoverinfo: 'skip',
  };
}

function drawPoints(
  where: string,
  points: NonNullable<DecisionRegionsOptions['points']>,
  names: string[],
): PlotlyObject[] {
  const x = vector(where, 'points.x', points.x);
  const y = vector(where, 'points.y', points.y, x.length);
  const labels = vector(where, 'points.labels', points.labels, x.length);
  checkLabels(where, 'points.labels', labels, names.length);
  return names.map((name, k) => ({
    ...marker(k, name, x.length > 300 ? 5 : 8),
    x: x.filter((_, i) => labels[i] === k),
    y: y.filter((_, i) => labels[i] === k),
  }));
}

function legendOnly(names: string[]): PlotlyObject[] {
  return names.map((name, k) => ({ ...marker(k, name, 9), x: [null], y: [null] }));
}

function marker(k: number, name: string, size: number): PlotlyObject {
  const style = { color: category(k), symbol: symbols[k % symbols.length], size };
  return { type: 'scatter', mode: 'markers', name, marker: { ...style, line: { color: ink.paper, width: 0.8 } } };
}

function checkLabels(where: string, name: string, labels: number[], count: number): void {
  const i = labels.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= count);
  if (i < 0) return;
  throw new LabelError(`${where}: ${name}[${i}] is ${labels[i]}, expected a class of 0 … ${count - 1}`);
}
