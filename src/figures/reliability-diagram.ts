import { ShapeError } from '../core/errors';
import type { ReliabilityDiagram } from '../metrics';
import { axis } from './axes';
import { axisTitle, makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { vector } from './input';
import { category, ink } from './palette';
import { brief } from './words';

export interface ReliabilityDiagramOptions extends FigureOptions {
  /** What `metrics.reliabilityDiagram` returns. */
  bins: ReliabilityDiagram;
}

/**
 * Accuracy against confidence: bars on the dashed diagonal mean that a confidence of 0.8 is right in 80 of 100
 * cases; whiskers are the intervals, if the bins have them (`level`); below, how many predictions each bin holds.
 *
 * @throws {@link ShapeError} if the bins' lists differ in length
 */
export function reliabilityDiagram(options: ReliabilityDiagramOptions): Figure {
  const where = 'figures.reliabilityDiagram';
  const { lower, upper, count, accuracy, confidence, expectedCalibrationError: error } = options.bins ?? {};
  if (!lower || !upper || !count || !accuracy || !confidence) {
    throw new ShapeError(`${where}: bins should be what metrics.reliabilityDiagram returns`);
  }
  const n = vector(where, 'bins.lower', lower).length;
  for (const [name, list] of Object.entries({ upper, count, accuracy, confidence })) {
    vector(where, `bins.${name}`, list, n);
  }
  const intervals = options.bins.interval && whiskers(where, accuracy, options.bins.interval);
  const centres = lower.map((low, i) => (low + upper[i]) / 2);
  const width = lower.map((low, i) => (upper[i] - low) * 0.94);
  const total = count.reduce((sum, rows) => sum + rows, 0);
  const bar = { type: 'bar', x: centres, width };
  const gaps = accuracy.map((value, i) => confidence[i] - value);
  return makeFigure(where, options, {
    width: 560,
    data: [
      { ...bar, name: 'accuracy', y: accuracy, marker: { color: category(0) } },
      {
        ...bar,
        name: 'gap to the confidence',
        base: accuracy,
        y: gaps,
        marker: {
          color: 'rgba(0,0,0,0)',
          line: { color: category(1), width: 1.4 },
          pattern: { shape: '/', fgcolor: category(1), size: 6, solidity: 0.25 },
        },
      },
      ...(intervals
        ? [
            {
              type: 'scatter',
              mode: 'markers',
              name: 'interval of the accuracy',
              x: centres,
              y: accuracy,
              marker: { color: ink.text, size: 4 },
              error_y: intervals,
            },
          ]
        : []),
      {
        type: 'scatter',
        mode: 'lines',
        name: 'perfect calibration',
        x: [0, 1],
        y: [0, 1],
        line: { color: ink.soft, dash: 'dash', width: 1.4 },
      },
      { ...bar, y: count.map((rows) => rows / (total || 1)), yaxis: 'y2', marker: { color: ink.line }, showlegend: false },
    ],
    layout: {
      barmode: 'overlay',
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: 1, xanchor: 'left', yanchor: 'bottom' },
      xaxis: { ...axis(where, 'x', options.xLabel ?? 'confidence', { xRange: [0, 1] }), anchor: 'y2' },
      yaxis: { ...axis(where, 'y', options.yLabel ?? 'accuracy', { yRange: [0, 1.02] }), domain: [0.3, 1] },
      yaxis2: { title: axisTitle(where, 'yLabel', 'share'), domain: [0, 0.22], rangemode: 'tozero', nticks: 3 },
      annotations: [
        {
          text: `ECE ${brief(error)}`,
          xref: 'paper',
          yref: 'y domain',
          x: 0.02,
          y: 0.97,
          xanchor: 'left',
          yanchor: 'top',
          showarrow: false,
          font: { size: 14 },
          bgcolor: ink.paper,
        },
      ],
      // The fourth name begins a second row of the legend.
      margin: { t: intervals ? 56 : 36 },
    },
    height: 480,
    description: `Reliability diagram in ${n} bins over ${total} predictions, expected calibration error ${brief(error)}`,
  });
}

function whiskers(
  where: string,
  accuracy: readonly number[],
  interval: readonly (readonly [low: number, high: number])[],
): PlotlyObject {
  const end = (side: 0 | 1): number[] => {
    const values = interval.map((pair) => pair[side]);
    return vector(where, 'bins.interval', values, accuracy.length).map((value, i) => Math.abs(value - accuracy[i]));
  };
  return { type: 'data', symmetric: false, arrayminus: end(0), array: end(1), color: ink.text, thickness: 1.3, width: 4 };
}
