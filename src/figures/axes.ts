import { OptionError } from '../core/errors';
import { log } from '../core/special/log';
import { axisTitle, type PlotlyObject } from './figure';

export type AxisScale = 'linear' | 'log';

/** How an axis runs. */
export interface AxisOptions {
  xScale?: AxisScale;
  yScale?: AxisScale;
  /** `[from, to]` in the axis' units. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
}

/** Plotly's axis of the options. */
export function axis(
  where: string,
  name: 'x' | 'y',
  text: string | undefined,
  options: AxisOptions,
): PlotlyObject {
  const [scale, range] = name === 'x' ? [options.xScale, options.xRange] : [options.yScale, options.yRange];
  if (scale !== undefined && scale !== 'linear' && scale !== 'log') {
    throw new OptionError(`${where}: ${name}Scale should be 'linear' or 'log', got '${String(scale)}'`);
  }
  const place = onAxis(scale);
  return {
    title: axisTitle(where, `${name}Label`, text),
    type: scale ?? 'linear',
    exponentformat: 'power',
    ...(scale === 'log' ? { dtick: 1, minor: { showgrid: false, ticks: 'outside', ticklen: 2 } } : {}),
    ...(range ? { range: range.map(place) } : {}),
  };
}

/** Plotly gives ranges and annotations of a logarithmic axis in powers of ten. */
export function onAxis(scale: AxisScale | undefined): (value: number) => number {
  return scale === 'log' ? (value) => log(value) / Math.LN10 : (value) => value;
}
