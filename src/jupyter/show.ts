import { isDisplayable, jupyterDisplay, type Displayable, type MimeBundle } from '../core';
import { findChannel } from './channel';
import { isFrame, type Frame } from '../core/frame';
import { table } from './table';

/** What {@link show} takes: a figure or a table, a data frame, Markdown as a string, or HTML as `{ html }`. */
export type Showable = Displayable | Frame | string | { html: string };

/**
 * Shows a figure, a table, a Danfo data frame, Markdown or HTML below the cell; outside a notebook it prints
 * the plain text of it.
 * @example
 * show('The loss **falls**.')
 */
export function show(value: Showable): void {
  const data = bundleOf(value);
  const channel = findChannel();
  if (channel) channel.display({ data, metadata: {} });
  else console.log(data['text/plain']);
}

function bundleOf(value: Showable): MimeBundle {
  if (typeof value === 'string') return { 'text/markdown': value, 'text/plain': value };
  if (isDisplayable(value)) return value[jupyterDisplay]();
  if (isFrame(value)) return bundleOf(table(value));
  if (typeof (value as { html?: unknown } | null)?.html === 'string')
    return { 'text/html': value.html, 'text/plain': value.html.replace(/<[^>]*>/g, '') };
  throw new TypeError('show: expected a figure, a table, a data frame, Markdown (a string) or { html }');
}
