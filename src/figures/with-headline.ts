import type { PlotlyObject } from './figure';
import { headline, headlineHeight } from './headline';

interface Layout extends PlotlyObject {
  title?: { text: string; subtitle?: { text: string } };
  width: number;
  height: number;
  margin: { t: number };
  meta: { caption: string };
}

/**
 * The specification of a figure with another title and caption (those of another language, say), or without `words`
 * with neither, for a page that sets them as text of its own. What was drawn below them keeps its size.
 *
 * @param figure - a figure, or `data` and `layout` as they lie in a notebook; one without title and caption stays as it is
 */
export function withHeadline<F extends { data: unknown; layout: unknown }>(
  figure: F,
  words?: { title: string; caption: string },
): { data: PlotlyObject[]; layout: PlotlyObject } {
  const { data, layout } = figure as unknown as { data: PlotlyObject[]; layout: Layout };
  const { title, width, height, margin, meta } = layout;
  if (title?.subtitle === undefined) return { data, layout };
  const head = words && headline(words.title, words.caption, width);
  const more = (head?.height ?? 0) - headlineHeight({ text: title.text, subtitle: title.subtitle });
  return {
    data,
    layout: {
      ...layout,
      title: head?.title,
      height: height + more,
      margin: { ...margin, t: margin.t + more },
      meta: { ...meta, caption: words?.caption ?? meta.caption },
    },
  };
}
