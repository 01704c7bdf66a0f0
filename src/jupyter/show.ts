import type { Displayable, MimeBundle, Tensor } from '../core';
import { jupyterDisplay } from '../core';
import type { Frame } from '../core/frame';
import { findChannel } from './channel';
import { displayableOf } from './displayable';

/** What {@link show} takes: a figure or a table, a tensor, a data frame, Markdown as a string, or HTML as `{ html }`. */
export type Showable = Displayable | Tensor | Frame | string | { html: string };

/**
 * Shows a figure, a table, a tensor, a Danfo data frame, Markdown or HTML below the cell; outside a notebook it prints
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
  const displayable = displayableOf(value);
  if (displayable) return displayable[jupyterDisplay]();
  const { html } = (value ?? {}) as { html?: unknown };
  if (typeof html === 'string') return { 'text/html': html, 'text/plain': html.replace(/<[^>]*>/g, '') };
  throw new TypeError(
    'show: expected a figure, a table, a tensor, a data frame, Markdown (a string) or { html }',
  );
}
