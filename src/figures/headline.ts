import { columnsOf, escapeText, wrapText } from './text';
import type { PlotlyObject } from './figure';

const titleSize = 18;
const captionSize = 13.5;
/** Mean width of a character of the font stack, as a share of its size, on the safe side. */
const advance = 0.56;
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
  const height =
    padding.top +
    titleLines.length * titleSize * lineHeight +
    captionLines.length * captionSize * lineHeight +
    padding.bottom;
  return {
    title: {
      text: titleLines.map(escapeText).join('<br>'),
      subtitle: { text: captionLines.map(escapeText).join('<br>'), font: { size: captionSize } },
      font: { size: titleSize },
      xref: 'container',
      x: 0,
      xanchor: 'left',
      yref: 'container',
      y: 1,
      yanchor: 'top',
      pad: { l: padding.side, t: padding.top },
      automargin: false,
    },
    height: Math.ceil(height),
  };
}

/** Pixels that a label takes at a font size. */
export function textWidth(text: string, size = 13): number {
  return Math.ceil(columnsOf(text) * size * advance);
}
