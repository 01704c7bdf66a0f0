import { figures } from 'softmax-lab';
import { figureOutputs, specificationOf } from '../rerun/outputs';
import type { Chapter } from './chapters';
import { escapeHtml, renderInline, renderMarkdown } from './markdown';
import type { Texts } from './texts';

/** What README.md says of a chapter, in its table. */
interface Row {
  picture: string;
  question: string;
  /** Of the outline: '2' for 2.1; may be empty. */
  part: string;
}

/** The first page: what the book is, and a card for each chapter with its picture and question, part by part. */
export function coverPage(chapters: readonly Chapter[], texts: Texts, readme: string): string {
  const [before] = readme.split(/^## /m);
  const [, lead] = /^\[.+\]\(.+\)\n+(.+)$/m.exec(before) ?? [];
  const promises = before.match(/^- .+$/gm) ?? [];
  const rows = rowsOf(readme);
  const parts: { part: string; cards: string[] }[] = [];
  for (const chapter of chapters) {
    const row = rows.get(chapter.name.slice(0, 2));
    const part = row?.part || (parts.at(-1)?.part ?? '1'); // of none: with its neighbours
    if (parts.at(-1)?.part !== part) parts.push({ part, cards: [] });
    parts.at(-1)?.cards.push(card(chapter, row));
  }
  const [zeroth, first] = chapters;
  return `<h1>${texts.heading}</h1>
<div class="lead">${renderMarkdown(lead ?? '')}</div>
<p class="start"><a class="first" href="${first.name}.html">${texts.begin}</a> <a href="playground.html">${texts.playground}</a> <a href="${zeroth.name}.html">${escapeHtml(zeroth.title.replace(/^\d+ · /, ''))}</a></p>
<p class="note">${texts.tagline}</p>
${renderMarkdown(promises.join('\n'))}
${parts.map(({ part, cards }) => `<h2>${part} · ${texts.parts[Number(part) - 1]}</h2>\n<ul class="cover">\n${cards.join('\n')}\n</ul>`).join('\n')}`;
}

/** Rows as `| <img src="figures/04-temperature.png" …> | [04 …](…) | What does it do? | 2.1 |`. */
function rowsOf(readme: string): Map<string, Row> {
  const found = readme.matchAll(/^\| <img src="(figures\/(\d\d)-[^"]+)"[^>]*> \| [^|]+ \| (.+?) \| *(\d*)/gm);
  return new Map(
    [...found].map(([, picture, number, question, part]) => [number, { picture, question, part }]),
  );
}

function card(chapter: Chapter, row: Row | undefined): string {
  const shown = row
    ? [thumbnail(chapter, row.picture), `<span>${renderInline(row.question)}</span>`]
    : ['', ''];
  return `<li><a href="${chapter.name}.html">${shown[0]}<strong>${escapeHtml(chapter.title)}</strong>${shown[1]}</a></li>`;
}

/** The picture without its headline, which nobody could read so small, as large as the card has room for. */
function thumbnail({ name, cells }: Chapter, picture: string): string {
  const id = picture.slice(`figures/${name.slice(0, 2)}-`.length, -'.png'.length);
  const specifications = figureOutputs({ cells }).map(specificationOf);
  const figure = specifications.find(({ layout }) => layout.meta?.id === id);
  if (!figure) throw new Error(`README.md shows ${picture}, and ${name} has no such figure`);
  const { width, height } = figures.withHeadline(figure).layout as { width: number; height: number };
  const fit = width / height > 1.5 ? 'width' : 'height';
  return `<span class="thumbnail"><img src="../${picture}" alt="" loading="lazy" width="${width}" height="${height}" style="aspect-ratio:${width}/${height};${fit}:100%"></span>`;
}
