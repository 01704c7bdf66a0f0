import { checkOptions } from '../core/checks';
import { OptionError } from '../core/errors';
import type { Figure } from './figure';
import { checkSome } from './input';
import { ink } from './palette';
import { statesOf, withControl } from './states';
import { label } from './text';
import { describeList } from './words';

export interface ButtonsOptions {
  /** What the buttons say, from left to right. */
  names: readonly string[];
  /** The figure of a name. All have the same traces, title, caption and size. */
  figureAt: (name: string) => Figure;
  /** The name that is shown first, and in pictures; by default the first. */
  start?: string;
}

/** Pixels below the plot. */
const HEIGHT = 48;
/** Plotly draws the chosen button in #F4FAFF, whatever the theme: so they are light in both. */
const BUTTON = { ground: '#CDD3DA', text: '#15181C' };

/**
 * A figure with a button for each of a few states, in JupyterLab and in exported pages, as {@link withSlider} has
 * positions: for losses, data sets, or a parameter that is no number. Pictures show it in its first state.
 *
 * @throws {@link OptionError} if the figures differ in what can't be changed, or the start is none of the names; what
 * `figureAt` throws
 * @example
 * const z = [1, 0.5, -1];
 * figures.withButtons({ names: ['softmax', 'sparsemax'], figureAt: (name) => figures.bars({ id: 'zeros',
 *   title: 'Which one gives zeros?', caption: 'Sparsemax.', categories: ['a', 'b', 'c'], yRange: [0, 1],
 *   series: [{ name: 'p', values: name === 'softmax' ? math.softmax(z) : math.sparsemax(z) }] }) })
 */
export function withButtons(options: ButtonsOptions): Figure {
  const where = 'figures.withButtons';
  checkOptions(where, options, ['names', 'figureAt', 'start']);
  const { names } = options;
  checkSome(where, 'names', names);
  const labels = names.map((name, i) => label(where, `names[${i}]`, name));
  const start = options.start ?? names[0];
  const active = names.indexOf(start);
  if (active < 0) throw new OptionError(`${where}: start should be one of the names, got "${start}"`);
  const states = statesOf(where, names, names.map(options.figureAt), active);
  const { margin } = states.start.layout as { margin: { b: number } };
  const menu = {
    type: 'buttons',
    direction: 'right',
    active,
    buttons: states.steps.map((step, i) => ({ ...step, label: labels[i] })),
    x: 0,
    xanchor: 'left',
    y: 0,
    yanchor: 'top',
    pad: { t: margin.b },
    bgcolor: BUTTON.ground,
    bordercolor: ink.line,
    font: { color: BUTTON.text, size: 12 },
  };
  const words = `Buttons choose between ${describeList(names)}; shown is ${start}.`;
  return withControl(states.start, { updatemenus: [menu] }, HEIGHT, words);
}
