import { figures } from 'softmax-lab';
import type { Output } from '../rerun/notebook';
import { PLOTLY, specificationOf } from '../rerun/outputs';
import { withAxisTitles } from './axis-titles';

/** A figure's output with title, caption and axes in Chinese, without its picture, which was drawn in English. */
export function inChinese(
  output: Output,
  captions: ReadonlyMap<string, string>,
  words: Readonly<Record<string, string>>,
): Output {
  if (!output.data?.[PLOTLY]) return output;
  const specification = specificationOf(output);
  const text = captions.get(`figure-${specification.layout.meta?.id ?? ''}`);
  const [, title, caption] = /^\*\*([^]+?)\*\*\n+([^]+)$/.exec(text ?? '') ?? [];
  const titled = title ? figures.withHeadline(specification, { title, caption }) : specification;
  const chinese = withAxisTitles(titled, (english) => words[english] ?? english);
  return { ...output, data: { ...output.data, [PLOTLY]: chinese, 'image/png': undefined } };
}
