import { checkOptions } from '../core/checks';
import { OptionError } from '../core/errors';
import { formatNumber } from '../core/format-number';
import type { Figure } from './figure';
import { vector } from './input';
import { ink } from './palette';
import { statesOf, withControl } from './states';
import { label as readLabel } from './text';

export interface SliderOptions {
  /** What is moved, drawn before its value: `'temperature τ'`. */
  label: string;
  /** The slider's positions, from left to right; some 10 to 40, for each holds data of its own. */
  values: readonly number[];
  /** The figure at a value. All have the same traces, title, caption and size. */
  figureAt: (value: number) => Figure;
  /** The value of `values` that is shown first, and in pictures; by default the first. */
  start?: number;
}

/** Pixels below the plot. */
const HEIGHT = 76;

/**
 * A figure with a slider that moves one parameter, in JupyterLab and in exported pages, without a kernel or a server.
 * Pictures show it at its start.
 *
 * The figure is made at each value, and what differs is kept: data (to four significant digits), names, colours, notes,
 * lines. Give axes that should stand still while it moves a range (`xRange`, `yRange`). In an exported page the keys
 * Page Up and Page Down move it, too. Plotly's sliders know nothing of each other, so a figure has one: for a second
 * parameter with few values make a figure for each, or buttons ({@link withButtons}) in place of the slider.
 *
 * @throws {@link OptionError} if the figures differ in what can't be moved, or the start is none of the values;
 * what `figureAt` throws
 * @example
 * const z = [2, 1, 0];
 * figures.withSlider({ label: 'temperature τ', values: [0.25, 0.5, 1, 2, 4], start: 1,
 *   figureAt: (temperature) => figures.bars({ id: 'temperature', title: 'What does temperature do?',
 *     caption: 'Small is sharp, large is flat.', categories: ['a', 'b', 'c'], yRange: [0, 1],
 *     series: [{ name: 'softmax', values: math.softmax(z, { temperature }) }] }) })
 */
export function withSlider(options: SliderOptions): Figure {
  const where = 'figures.withSlider';
  checkOptions(where, options, ['label', 'values', 'figureAt', 'start']);
  const label = readLabel(where, 'label', options.label);
  const values = vector(where, 'values', options.values);
  const start = options.start ?? values[0];
  const active = values.indexOf(start);
  if (active < 0) throw new OptionError(`${where}: start should be one of the values, got ${start}`);
  const names = values.map((value) => formatNumber(value));
  const states = statesOf(where, names, values.map(options.figureAt), active);
  const { margin } = states.start.layout as { margin: { b: number } };
  const slider = {
    active,
    currentvalue: { prefix: `${label} = `, xanchor: 'left', font: { color: ink.text, size: 13 } },
    steps: states.steps.map((step, i) => ({ ...step, label: names[i] })),
    pad: { t: margin.b, b: 8 },
    bgcolor: ink.grid,
    activebgcolor: ink.line,
    bordercolor: ink.line,
    tickcolor: ink.line,
    font: { color: ink.soft, size: 11 },
  };
  const words = `A slider moves ${options.label} over ${names.join(', ')}; shown at ${names[active]}.`;
  return withControl(states.start, { sliders: [slider] }, HEIGHT, words);
}
