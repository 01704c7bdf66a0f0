import { OptionError } from '../core/errors';
import type { PlotlyObject } from './figure';
import { ink } from './palette';
import { label } from './text';

/** A straight line across the plot, e.g. a threshold. */
export interface ReferenceLine {
  /** In the axis' units. */
  at: number;
  label?: string;
}

/** A note at a point, with a small arrow; `dx`, `dy` move the text, in pixels. */
export interface Note {
  x: number;
  y: number;
  text: string;
  dx?: number;
  dy?: number;
}

/** Reference lines and notes, taken by every builder with ordinary axes. */
export interface Marks {
  verticals?: readonly ReferenceLine[];
  horizontals?: readonly ReferenceLine[];
  notes?: readonly Note[];
}

/** Plotly's shapes and annotations of the marks. A logarithmic axis wants annotations in powers of ten. */
export function drawMarks(
  where: string,
  marks: Marks,
  toX: (value: number) => number = Number,
  toY: (value: number) => number = Number,
): { shapes: PlotlyObject[]; annotations: PlotlyObject[] } {
  const shapes: PlotlyObject[] = [];
  const annotations: PlotlyObject[] = [];
  const line = { color: ink.soft, width: 1.2, dash: 'dash' };
  for (const { at, label: text } of marks.verticals ?? []) {
    finite(where, 'verticals', at);
    shapes.push({ type: 'line', x0: at, x1: at, yref: 'paper', y0: 0, y1: 1, line });
    if (text === undefined) continue;
    const place = { x: toX(at), yref: 'paper', y: 1, xanchor: 'left', yanchor: 'top', xshift: 3 };
    annotations.push({ ...quiet, ...place, text: label(where, 'a label of verticals', text) });
  }
  for (const { at, label: text } of marks.horizontals ?? []) {
    finite(where, 'horizontals', at);
    shapes.push({ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: at, y1: at, line });
    if (text === undefined) continue;
    const place = { xref: 'paper', x: 1, y: toY(at), xanchor: 'right', yanchor: 'bottom' };
    annotations.push({ ...quiet, ...place, text: label(where, 'a label of horizontals', text) });
  }
  for (const { x, y, text, dx = 36, dy = -32 } of marks.notes ?? []) {
    finite(where, 'notes', x);
    finite(where, 'notes', y);
    const arrow = { showarrow: true, arrowhead: 2, arrowsize: 0.9, arrowwidth: 1.1, arrowcolor: ink.soft };
    const place = { x: toX(x), y: toY(y), ax: dx, ay: dy, standoff: 4, bgcolor: ink.paper, opacity: 0.95 };
    annotations.push({ ...arrow, ...place, text: label(where, 'a text of notes', text) });
  }
  return { shapes, annotations };
}

const quiet = { showarrow: false, font: { size: 12, color: ink.soft }, bgcolor: ink.paper, borderpad: 1 };

function finite(where: string, name: string, value: number): void {
  if (!Number.isFinite(value)) throw new OptionError(`${where}: ${name} holds ${value}, expected a number`);
}
