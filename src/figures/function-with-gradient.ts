import { makeFigure, axisTitle, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { checkSome, extent, vector, type Numbers } from './input';
import { legendAbove } from './legend';
import { category, dashes, ink } from './palette';
import { label } from './text';
import { describeList, describeRange } from './words';

export interface FunctionWithGradientOptions extends FigureOptions {
  x: Numbers;
  /** Values and derivatives at `x`. */
  functions: readonly { name: string; y: Numbers; gradient: Numbers }[];
  /** Where the upper panel shows tangents: the elements of `x` nearest to these. */
  tangentsAt?: readonly number[];
  gradientLabel?: string;
}

/**
 * Functions above, their derivatives below, over one axis; tangents tie the two together.
 *
 * @throws {@link ShapeError} if lengths differ, {@link DomainError} if there is nothing finite to draw
 */
export function functionWithGradient(options: FunctionWithGradientOptions): Figure {
  const where = 'figures.functionWithGradient';
  checkSome(where, 'functions', options.functions);
  const x = vector(where, 'x', options.x);
  const data = options.functions.flatMap((f, i): PlotlyObject[] => {
    const y = vector(where, `functions[${i}].y`, f.y, x.length);
    const gradient = vector(where, `functions[${i}].gradient`, f.gradient, x.length);
    const name = label(where, `functions[${i}].name`, f.name);
    const line = { color: category(i), width: 2.4, dash: dashes[Math.floor(i / 8) % dashes.length] };
    const common = { type: 'scatter', mode: 'lines', x, name, legendgroup: `f${i}`, line };
    return [
      { ...common, y },
      ...tangents(x, y, gradient, options.tangentsAt ?? [], i),
      { ...common, y: gradient, yaxis: 'y2', showlegend: false },
    ];
  });
  const names = options.functions.map((f) => f.name);
  const legend = legendAbove(names, options.width);
  return makeFigure(where, options, {
    data,
    layout: {
      ...legend.layout,
      xaxis: { title: axisTitle(where, 'xLabel', options.xLabel), anchor: 'y2', zeroline: true },
      yaxis: { title: axisTitle(where, 'yLabel', options.yLabel ?? 'value'), domain: [0.46, 1] },
      yaxis2: {
        title: axisTitle(where, 'yLabel', options.gradientLabel ?? 'gradient'),
        domain: [0, 0.4],
        zeroline: true,
      },
      margin: { t: legend.top },
    },
    height: 480,
    description: `Two panels over ${describeRange(options.xLabel ?? 'x', x)}: ${describeList(names)} above, the derivatives below`,
  });
}

function tangents(
  x: number[],
  y: number[],
  gradient: number[],
  at: readonly number[],
  i: number,
): PlotlyObject[] {
  const [low, high] = extent(x);
  const half = (high - low) / 8;
  return at.flatMap((wanted): PlotlyObject[] => {
    const j = x.reduce((best, value, k) => (Math.abs(value - wanted) < Math.abs(x[best] - wanted) ? k : best), 0);
    const common = { type: 'scatter', legendgroup: `f${i}`, showlegend: false, hoverinfo: 'skip' };
    const ends = [x[j] - half, x[j] + half];
    return [
      {
        ...common,
        mode: 'lines',
        x: ends,
        y: ends.map((end) => y[j] + gradient[j] * (end - x[j])),
        line: { color: ink.text, width: 1.5, dash: 'dash' },
      },
      { ...common, mode: 'markers', x: [x[j]], y: [y[j]], marker: { color: category(i), size: 7 } },
      { ...common, mode: 'markers', x: [x[j]], y: [gradient[j]], yaxis: 'y2', marker: { color: category(i), size: 7 } },
    ];
  });
}
