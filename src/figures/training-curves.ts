import { OptionError } from '../core/errors';
import { axis, onAxis, type AxisScale } from './axes';
import { axisTitle, makeFigure, type Figure, type FigureOptions, type PlotlyObject } from './figure';
import { checkSome, vector, type Numbers } from './input';
import { legendAbove } from './legend';
import { drawMarks } from './marks';
import { category, dashes } from './palette';
import { label } from './text';
import { describeList } from './words';

export interface TrainingCurvesOptions extends FigureOptions {
  /** Shared abscissa; by default 1, 2, … */
  epochs?: Numbers;
  /** Named curves, e.g. `{ training: […], validation: […] }`. */
  loss: Readonly<Record<string, Numbers>>;
  /** The right panel; a name that `loss` has too gets the same colour. */
  accuracy?: Readonly<Record<string, Numbers>>;
  /** Labels of the panels, 'loss' and 'accuracy' by default. */
  lossLabel?: string;
  accuracyLabel?: string;
  lossScale?: AxisScale;
  /** `log` where what happens early would else be squeezed against the left edge. */
  epochScale?: AxisScale;
  /** Marked by a line, e.g. where early stopping took the weights. */
  bestEpoch?: number;
}

/**
 * Loss and accuracy over the epochs, side by side.
 *
 * @throws {@link ShapeError} if a curve is not as long as the others
 */
export function trainingCurves(options: TrainingCurvesOptions): Figure {
  const where = 'figures.trainingCurves';
  const { loss, accuracy = {} } = options;
  checkSome(where, 'loss', Object.keys(loss ?? {}));
  const names = [...new Set([...Object.keys(loss), ...Object.keys(accuracy)])];
  const length = vector(where, `loss.${names[0]}`, loss[names[0]]).length;
  const epochs = options.epochs
    ? vector(where, 'epochs', options.epochs, length)
    : Array.from({ length }, (_, i) => i + 1);
  const panel = (kind: 'loss' | 'accuracy', curves: Readonly<Record<string, Numbers>>): PlotlyObject[] =>
    Object.entries(curves).map(([name, values]) => {
      const i = names.indexOf(name);
      const color = category(i);
      return {
        type: 'scatter',
        mode: length <= 30 ? 'lines+markers' : 'lines',
        name: label(where, `a name of ${kind}`, name),
        legendgroup: name,
        showlegend: kind === 'loss' || !(name in loss),
        x: epochs,
        y: vector(where, `${kind}.${name}`, values, length),
        line: { color, width: 2.2, dash: dashes[i % dashes.length] },
        marker: { color, size: 5 },
        ...(kind === 'accuracy' ? { xaxis: 'x2', yaxis: 'y2' } : {}),
      };
    });
  const losses = Object.values(loss).flatMap((values) => vector(where, 'loss', values));
  const twin = Object.keys(accuracy).length > 0;
  const legend = legendAbove(names, options.width);
  const xaxis = axis(where, 'x', options.xLabel ?? 'epoch', { xScale: options.epochScale }, epochs);
  const panels = twin ? ['x', 'x2'] : ['x'];
  return makeFigure(where, options, {
    data: [...panel('loss', loss), ...panel('accuracy', accuracy)],
    layout: {
      ...legend.layout,
      ...best(where, options, epochs, panels),
      xaxis: { ...xaxis, domain: twin ? [0, 0.45] : [0, 1] },
      yaxis: axis(where, 'y', options.lossLabel ?? 'loss', { yScale: options.lossScale }, losses),
      ...(twin
        ? {
            xaxis2: { ...xaxis, domain: [0.56, 1], anchor: 'y2' },
            yaxis2: { title: axisTitle(where, 'yLabel', options.accuracyLabel ?? 'accuracy'), anchor: 'x2' },
          }
        : {}),
      margin: { t: legend.top },
    },
    height: 360,
    description: `${twin ? 'Loss and accuracy' : 'Loss'} over ${length} epochs: ${describeList(names)}`,
  });
}

function best(where: string, options: TrainingCurvesOptions, epochs: number[], panels: string[]): PlotlyObject {
  const { bestEpoch: epoch, epochScale } = options;
  if (epoch === undefined) return {};
  if (!epochs.includes(epoch)) throw new OptionError(`${where}: bestEpoch ${epoch} is not among the epochs`);
  const { shapes, annotations } = drawMarks(where, { verticals: [{ at: epoch, label: `best: ${epoch}` }] }, onAxis(epochScale));
  return {
    shapes: panels.map((xref) => ({ ...shapes[0], xref, yref: xref === 'x' ? 'y domain' : 'y2 domain' })),
    annotations,
  };
}
