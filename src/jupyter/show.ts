import type { Displayable, MimeBundle, Tensor } from '../core';
import { jupyterDisplay } from '../core';
import type { Frame } from '../core/frame';
import { findChannel } from './channel';
import { displayableOf } from './displayable';
import { isSweep } from './sweep';

/** What {@link show} takes: a figure or a table, a tensor, a data frame, Markdown as a string, or HTML as `{ html }`. */
export type Showable = Displayable | Tensor | Frame | string | { html: string };

/** Figures of a sweep that are shown unasked. */
const MOST_FIGURES = 6;

/**
 * Shows a figure, a table, a tensor, a Danfo data frame, Markdown or HTML below the cell; outside a notebook it prints
 * the plain text of it. Of a sweep ({@link readSweep}) it shows the summary and the figures of its first quantities.
 * @example
 * show('The loss **falls**.')
 */
export function show(value: Showable): void {
  const data = bundleOf(value);
  const channel = findChannel();
  if (channel) channel.display({ data, metadata: {} });
  else console.log(data['text/plain']);
  if (!isSweep(value)) return;
  const { quantities } = value;
  for (const quantity of quantities.slice(0, MOST_FIGURES)) {
    try {
      show(value.figure(quantity));
    } catch (error) {
      show(`No figure of ${quantity}: ${(error as Error).message}`); // too much varies, or all runs gave NaN
    }
  }
  const left = quantities.length - MOST_FIGURES;
  if (left > 0) show(`${left} more by \`sweep.figure('${quantities[MOST_FIGURES]}')\` and so on.`);
}

function bundleOf(value: Showable): MimeBundle {
  if (typeof value === 'string') return { 'text/markdown': value, 'text/plain': value };
  const displayable = displayableOf(value);
  if (displayable) return displayable[jupyterDisplay]();
  const { html } = (value ?? {}) as { html?: unknown };
  if (typeof html === 'string') return { 'text/html': html, 'text/plain': html.replace(/<[^>]*>/g, '') };
  throw new TypeError(
    'show: expected a figure, a table, a tensor, a data frame, Markdown (a string) or { html }',
  );
}
