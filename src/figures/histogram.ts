import { describe } from '../core/checks';
import { OptionError } from '../core/errors';
import { axis, onAxis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { checkSome, extent, vector, type Numbers } from './input';
import { legendAbove } from './legend';
import { drawMarks, type Marks } from './marks';
import { category, ink } from './palette';
import { label } from './text';
import { describeList, describeRange } from './words';

export interface HistogramOptions extends FigureOptions, Pick<AxisOptions, 'yScale' | 'xRange' | 'yRange'>, Marks {
  series: readonly { name: string; values: Numbers }[];
  /** Number of bins of equal width over all values (30 by default), or their edges, ascending. */
  bins?: number | readonly number[];
  /** Heights are counts (default), shares of the series, or densities of area 1. */
  measure?: 'count' | 'share' | 'density';
}

/**
 * How often values fall into bins. The counts are made here, so the figure holds bins and not the data. A bin
 * holds its lower edge, the last one its upper edge too; values outside given edges, NaN and ±∞ are left out.
 *
 * @throws {@link OptionError} if the edges do not ascend
 */
export function histogram(options: HistogramOptions): Figure {
  const where = 'figures.histogram';
  checkSome(where, 'series', options.series);
  const series = options.series.map(({ values }, i) => vector(where, `series[${i}].values`, values));
  const edges = edgesOf(where, options.bins ?? 30, extent(series.flat()));
  const centres = edges.slice(1).map((edge, i) => (edge + edges[i]) / 2);
  const widths = edges.slice(1).map((edge, i) => edge - edges[i]);
  const measure = options.measure ?? 'count';
  const data = series.map((values, i): PlotlyObject => {
    const counts = count(values, edges);
    const total = counts.reduce((sum, n) => sum + n, 0) || 1;
    return {
      type: 'bar',
      name: label(where, `series[${i}].name`, options.series[i].name),
      x: centres,
      y: counts.map((n, j) => (measure === 'count' ? n : measure === 'share' ? n / total : n / total / widths[j])),
      width: widths,
      opacity: series.length > 1 ? 0.6 : 1,
      marker: { color: category(i), line: { color: ink.paper, width: 0.5 } },
    };
  });
  const names = options.series.map((one) => one.name);
  const legend = legendAbove(names, options.width);
  return makeFigure(where, options, {
    data,
    layout: {
      ...legend.layout,
      ...drawMarks(where, options, Number, onAxis(options.yScale)),
      barmode: 'overlay',
      bargap: 0,
      xaxis: axis(where, 'x', options.xLabel, options),
      yaxis: axis(where, 'y', options.yLabel ?? measure, options),
      margin: { t: legend.top },
    },
    description: `Histogram of ${describeList(names)}; ${describeRange(options.xLabel ?? 'values', series.flat())} in ${centres.length} bins`,
  });
}

function edgesOf(where: string, bins: number | readonly number[], [low, high]: [number, number]): number[] {
  if (typeof bins === 'number') {
    if (!Number.isInteger(bins) || bins < 1 || bins > 1e6) {
      throw new OptionError(`${where}: bins should be a number of 1 … 1000000 or edges, got ${bins}`);
    }
    const half = Math.max(0.5, Math.abs(low) / 1e6);
    const [from, to] = high > low ? [low, high] : [low - half, low + half];
    const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + ((to - from) * i) / bins));
    // Of large values close together fewer than `bins` may lie between.
    return [...new Set(edges)];
  }
  const odd = bins.findIndex((edge, i) => i > 0 && !(edge > bins[i - 1]));
  if (bins.length < 2 || odd >= 0) {
    const got = odd >= 0 ? `${bins[odd]} after ${bins[odd - 1]}` : describe(bins);
    throw new OptionError(`${where}: bins should be at least two ascending edges, got ${got}`);
  }
  return [...bins];
}

function count(values: number[], edges: number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const last = edges.length - 1;
  for (const value of values) {
    if (!(value >= edges[0] && value <= edges[last])) continue;
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (value >= edges[middle]) low = middle;
      else high = middle;
    }
    counts[low]++;
  }
  return counts;
}
