import { jupyterDisplay, type Displayable } from '../core/display';
import { OptionError } from '../core/errors';
import { headline } from './headline';
import { toJson } from './json';
import { lightTemplate } from './template';
import { checkText, escapeText } from './text';

/** Part of a Plotly specification: a trace, a layout, an axis. */
export interface PlotlyObject {
  [key: string]: unknown;
}

/** A finished figure: plain Plotly JSON that shows itself in a notebook. */
export interface Figure extends Displayable {
  /** Names the exported file: lower-case words joined by hyphens. */
  readonly id: string;
  readonly data: PlotlyObject[];
  readonly layout: PlotlyObject;
  /** What the figure answers to the question in its title. */
  readonly caption: string;
  /** What it shows, in words, for readers who cannot see it. */
  readonly alt: string;
}

/** What every builder takes. All text is plain Unicode: `<`, `&` and `$` are drawn as they are, TeX is not set. */
export interface FigureOptions {
  /** Lower-case words joined by hyphens, unique in a notebook; names the exported file. */
  id: string;
  /** The question. */
  title: string;
  /** The answer. */
  caption: string;
  /** By default a description made of the data, and the caption. */
  alt?: string;
  /** Pixels, 720 by default. */
  width?: number;
  /** Pixels without title and caption, whose lines are added. */
  height?: number;
  xLabel?: string;
  yLabel?: string;
}

interface Parts {
  data: PlotlyObject[];
  layout: PlotlyObject;
  /** What is drawn, in words: the alt text where the caller gave none. */
  description: string;
  /** Height of the plot with its axes, for callers who gave none. */
  height?: number;
  width?: number;
}

/**
 * Makes a {@link Figure} of traces and a layout: adds the template, title and caption, and turns typed
 * arrays and tensors into plain arrays, NaN and ±∞ into `null` (a gap).
 *
 * @throws {@link OptionError} if a text is missing, or the id is not a file name
 */
export function makeFigure(where: string, options: FigureOptions, parts: Parts): Figure {
  const { id, title, caption } = options;
  checkText(where, 'title', title);
  checkText(where, 'caption', caption);
  checkId(where, id);
  const alt = options.alt ?? `${parts.description}. ${title} ${caption}`;
  const width = options.width ?? parts.width ?? 720;
  const head = headline(title, caption, width);
  const base = { l: 64, r: 24, b: 56, t: 12, ...(parts.layout.margin as Record<string, number> | undefined) };
  const layout = toJson({
    template: lightTemplate,
    ...parts.layout,
    title: head.title,
    width,
    height: (options.height ?? parts.height ?? 400) + head.height,
    margin: { ...base, t: base.t + head.height },
    meta: { id, caption, alt },
  }) as PlotlyObject;
  const data = parts.data.map((trace) => toJson(trace) as PlotlyObject);
  return displayable({ id, data, layout, caption, alt });
}

/** The figure with its way of showing itself. */
export function displayable(figure: Omit<Figure, typeof jupyterDisplay>): Figure {
  const { data, layout, alt } = figure;
  return {
    ...figure,
    [jupyterDisplay]: () => ({ 'application/vnd.plotly.v1+json': { data, layout }, 'text/plain': alt }),
  };
}

/** An axis' title, if it has one, in Plotly's spelling. */
export function axisTitle(where: string, name: 'xLabel' | 'yLabel', label: string | undefined): PlotlyObject | undefined {
  if (label === undefined) return undefined;
  checkText(where, name, label);
  return { text: escapeText(label) };
}

function checkId(where: string, id: string): void {
  checkText(where, 'id', id);
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return;
  throw new OptionError(`${where}: id should be lower-case words joined by hyphens, got "${id}"`);
}
