import { textColumns } from '../core/text-width';
import { escapeText, wrapText } from './text';
import type { PlotlyObject } from './figure';

const titleSize = 18;
const captionSize = 13.5;
/** Mean width of a character of the font stack, as a share of its size, on the safe side. */
const advance = 0.53;
const lineHeight = 1.3;
const padding = { side: 20, top: 16, bottom: 12 };

/**
 * The question as title and the answer as subtitle, both broken into lines that fit the width, so that a
 * picture carries its caption and nothing is clipped.
 *
 * @returns Plotly's `layout.title` and the height that it takes
 */
export function headline(title: string, caption: string, width: number): { title: PlotlyObject; height: number } {
  const room = width - 2 * padding.side;
  const titleLines = wrapText(title, Math.floor(room / (titleSize * advance * 1.06)));
  const captionLines = wrapText(caption, Math.floor(room / (captionSize * advance)));
  return {
    title: {
      text: titleLines.map(escapeText).join('<br>'),
      // One line alone would stand lower than the first of several: an empty second one evens that out.
      subtitle: { text: [...captionLines, ...(captionLines.length === 1 ? [' '] : [])].map(escapeText).join('<br>'), font: { size: captionSize } },
      font: { size: titleSize },
      xref: 'container',
      x: 0,
      xanchor: 'left',
      yref: 'container',
      y: 1,
      yanchor: 'top',
      // A single line hangs by its cap height from the top, the first of several stands on it.
      pad: { l: padding.side, t: padding.top + (titleLines.length > 1 ? titleSize * 0.7 : 0) },
      automargin: false,
    },
    height: heightOf(titleLines.length, captionLines.length),
  };
}

/** The height that a headline takes, read off its lines in a finished `layout.title`. */
export function headlineHeight(title: { text: string; subtitle: { text: string } }): number {
  const captionLines = title.subtitle.text.split('<br>');
  return heightOf(title.text.split('<br>').length, captionLines.filter((line) => line !== ' ').length);
}

function heightOf(titleLines: number, captionLines: number): number {
  // Plotly's own distance between title and subtitle is 0.6 of the latter's size.
  const lines = titleLines * titleSize * lineHeight + captionSize * 1.6 + (captionLines - 1) * captionSize * lineHeight;
  return Math.ceil(padding.top + lines + padding.bottom);
}

/** Pixels that a label takes at a font size. */
export function textWidth(text: string, size = 13): number {
  return Math.ceil(textColumns(text) * size * advance);
}
