import { OptionError } from '../core/errors';
import { log } from '../core/special/log';
import { axisTitle, type PlotlyObject } from './figure';
import { extent } from './input';
import { briefs } from './words';

export type AxisScale = 'linear' | 'log';

/** How an axis runs. */
export interface AxisOptions {
  xScale?: AxisScale;
  yScale?: AxisScale;
  /** `[from, to]` in the axis' units. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
}

/** Plotly's axis of the options; a logarithmic one chooses its ticks by the `values`, where they are given. */
export function axis(
  where: string,
  name: 'x' | 'y',
  text: string | undefined,
  options: AxisOptions,
  values: readonly number[] = [],
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
    ...(scale === 'log' ? logTicks(range ?? extent(values.filter((value) => value > 0))) : {}),
    ...(range ? { range: range.map(place) } : {}),
  };
}

/** Plotly gives ranges and annotations of a logarithmic axis in powers of ten. */
export function onAxis(scale: AxisScale | undefined): (value: number) => number {
  return scale === 'log' ? (value) => log(value) / Math.LN10 : (value) => value;
}

/** Powers of ten, at most a dozen; below two decades also their doubles and quintuples, as there would be too few. */
function logTicks([low, high]: readonly [number, number]): PlotlyObject {
  const minor = { showgrid: false, ticks: 'outside', ticklen: 2 };
  // Plotly enlarges powers by a quarter.
  if (!(high >= low && high / low < 100)) {
    const decades = high >= low ? (log(high) - log(low)) / Math.LN10 : 1;
    const dtick = Math.max(1, Math.ceil(decades / 12));
    return { dtick, ...(dtick === 1 ? { minor } : {}), tickfont: { size: 10.4 } };
  }
  const ticks: number[] = [];
  const between: number[] = [];
  for (let power = -300; power <= 300; power++) {
    for (let digit = 1; digit <= 9; digit++) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= low / 2 && tick <= high * 2) ([1, 2, 5].includes(digit) ? ticks : between).push(tick);
    }
  }
  // Left to itself, Plotly puts dozens of minor ticks between ticks of unequal steps.
  return { tickvals: ticks, ticktext: briefs(ticks), minor: { ...minor, tickvals: between } };
}
