import { ShapeError } from '../core/errors';
import { axis, onAxis, type AxisOptions } from './axes';
import { makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { textWidth } from './headline';
import { checkSome, extent, vector, type Numbers } from './input';
import { legendAbove } from './legend';
import { drawMarks, type Marks } from './marks';
import { category, ink, symbols } from './palette';
import { escapeText, label, wrapText } from './text';
import { briefs, describeList, describeRange } from './words';

export interface BarsOptions extends FigureOptions, Pick<AxisOptions, 'yScale' | 'yRange'>, Marks {
  /** One name a group of bars. */
  categories: readonly string[];
  /** One bar a category each; `errors` are half-lengths of the whiskers. */
  series: readonly { name: string; values: Numbers; errors?: Numbers; color?: number }[];
  /** Bars that lie, with the first category on top. `yLabel`, `yScale` and `horizontals` then mean the value axis too. */
  horizontal?: boolean;
  /** Numbers at the bars; by default where there are at most 24. */
  showValues?: boolean;
  /** `group` (default) side by side, `stack` on each other. */
  mode?: 'group' | 'stack';
}

/**
 * Bars in groups, with whiskers for their uncertainty. On a logarithmic axis, which has no zero for a bar to begin at,
 * points take their place.
 *
 * @throws {@link ShapeError} if values, errors and categories differ in length
 */
export function bars(options: BarsOptions): Figure {
  const where = 'figures.bars';
  const { categories, series, horizontal = false, mode = 'group' } = options;
  checkSome(where, 'categories', categories);
  checkSome(where, 'series', series);
  const names = categories.map((name, i) => label(where, `categories[${i}]`, name));
  if (new Set(names).size < names.length) throw new ShapeError(`${where}: categories holds a name twice`);
  const show = options.showValues ?? categories.length * series.length <= 24;
  const heights = series.map((one, i) => vector(where, `series[${i}].values`, one.values, categories.length));
  const all = heights.flat();
  const texts = show ? briefs(all) : [];
  const data = series.map((one, i): PlotlyObject => {
    const values = heights[i];
    const errors = one.errors && vector(where, `series[${i}].errors`, one.errors, categories.length);
    const whiskers = errors && { type: 'data', array: errors, color: ink.text, thickness: 1.3, width: 4 };
    const name = label(where, `series[${i}].name`, one.name);
    const places = horizontal ? { y: names, x: values, error_x: whiskers } : { x: names, y: values, error_y: whiskers };
    const text = texts.slice(i * categories.length, (i + 1) * categories.length);
    const color = category(one.color ?? i);
    if (options.yScale === 'log') {
      return {
        type: 'scatter',
        mode: show ? 'markers+text' : 'markers',
        name,
        ...places,
        marker: { color, size: 11, symbol: symbols[i % symbols.length] },
        ...(show ? { text, textposition: horizontal ? 'middle right' : 'top center' } : {}),
        cliponaxis: false,
      };
    }
    return {
      type: 'bar',
      name,
      orientation: horizontal ? 'h' : 'v',
      ...places,
      marker: { color },
      // A number at the bar's end would lie under the whisker.
      ...(show ? { text, textposition: errors || mode === 'stack' ? 'inside' : 'outside' } : {}),
      ...(show && errors ? { insidetextanchor: 'start' } : {}),
      cliponaxis: false,
      textangle: 0,
    };
  });
  const legend = legendAbove(series.map((one) => one.name), options.width);
  const slot = ((options.width ?? 720) - 100) / categories.length;
  const wrapped = categories.map((name) => wrapText(name, Math.floor(slot / 8)));
  const slanted = !horizontal && wrapped.some((lines) => lines.some((line) => textWidth(line) > slot));
  const ticktext = wrapped.map((lines, i) => (slanted || horizontal ? names[i] : lines.map(escapeText).join('<br>')));
  const categoryAxis = { type: 'category', tickvals: names, ticktext, showgrid: false, tickangle: slanted ? -35 : 0, ticks: '' };
  const values = axis(where, 'y', options.yLabel, { ...options, yRange: options.yRange ?? room(all, options) }, all);
  const namesAxis = { ...axis(where, 'x', options.xLabel, {}), ...categoryAxis };
  const place = onAxis(options.yScale);
  return makeFigure(where, options, {
    data,
    layout: {
      ...legend.layout,
      ...(horizontal
        ? drawMarks(where, { ...options, horizontals: [], verticals: options.horizontals }, place)
        : drawMarks(where, options, Number, place)),
      barmode: mode,
      bargap: 0.25,
      bargroupgap: 0.06,
      xaxis: horizontal ? { ...values, zeroline: true } : namesAxis,
      yaxis: horizontal ? { ...namesAxis, autorange: 'reversed' } : { ...values, zeroline: true },
      margin: { t: legend.top + (show ? 8 : 0), r: horizontal ? 48 : 24 },
    },
    height: horizontal ? Math.max(220, 90 + categories.length * (14 + 18 * (mode === 'stack' ? 1 : series.length))) : 400,
    description: `${options.yScale === 'log' ? 'Points' : 'Bar chart'} of ${describeList(series.map((one) => one.name))} for ${describeList(categories)}; ${describeRange(options.yLabel ?? 'values', all)}`,
  });
}

/** Numbers beside lying bars that point to the left need room before the names, which Plotly does not leave. */
function room(values: readonly number[], { horizontal, yScale, mode }: BarsOptions): [number, number] | undefined {
  const [low, high] = extent([0, ...values]);
  if (!horizontal || low === 0 || yScale === 'log' || mode === 'stack') return undefined;
  const margin = 0.12 * (high - low);
  return [low - margin, high > 0 ? high + margin : 0];
}
