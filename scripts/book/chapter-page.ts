import { textOf } from '../rerun/notebook';
import type { BookCell, Chapter } from './chapters';
import { sayLack, type Lack } from './elsewhere';
import { escapeHtml, highlighted, newPage, plainText, renderMarkdown, type Heading } from './markdown';
import { renderOutput, type PageFiles } from './outputs';
import { TEXTS, type Texts } from './texts';

/** A passage that the search finds. */
export interface Passage {
  page: string;
  title: string;
  text: string;
}

export interface ChapterPage extends PageFiles {
  main: string;
  description: string;
  headings: Heading[];
  passages: Passage[];
}

/** The text of a chapter's page. `lacks` says, by ids, which cells do not run in a page. */
export function chapterPage(
  chapter: Chapter,
  lacks: ReadonlyMap<string, Lack>,
  neighbours: readonly [Chapter | undefined, Chapter | undefined],
): ChapterPage {
  const texts = TEXTS[chapter.language];
  const page = newPage();
  const { language, captions } = chapter;
  const files: PageFiles = { language, captions, plots: [], pictures: new Map() };
  const passages: Passage[] = [];
  let number = 0;

  const cellHtml = (cell: BookCell, live: boolean): string => {
    const source = textOf(cell.source);
    if (cell.cell_type === 'markdown') {
      const before = page.headings.length;
      const html = renderMarkdown(source, page, cell.english);
      const heading = page.headings[before] as Heading | undefined;
      const name = `${chapter.name}.html${heading ? `#${heading.id}` : ''}`;
      passages.push({ page: name, title: headingText(source) ?? chapter.title, text: plainText(source) });
      const note = cell.isUntranslated ? `<p class="note">${texts.untranslated}</p>` : '';
      return `<section${cell.isUntranslated ? ' lang="en"' : ''}>${note}${html}</section>`;
    }
    if (cell.cell_type !== 'code' || source.trim() === '') return '';
    number++;
    const outputs = (cell.outputs ?? []).map((output) => renderOutput(output, chapter.name, files));
    return codeCell(
      {
        id: `${live ? '' : 'solution-'}${cell.id}`,
        number,
        source,
        outputs,
        live,
        lack: live ? lacks.get(String(cell.id)) : undefined,
      },
      texts,
    );
  };

  const cells = chapter.cells.map((cell) => cellHtml(cell, true)).join('\n');
  const headings = page.headings.slice(); // without those of the solutions
  const solutions = chapter.solutions.map((cell) => cellHtml(cell, false)).join('\n');
  const [previous, next] = neighbours.map((other) => other && `${other.name}.html`);
  const lead = chapter.cells.find((cell) => cell.cell_type === 'markdown');
  return {
    ...files,
    headings,
    passages,
    description: plainText(textOf(lead?.source).split('\n').slice(1).join(' ')).slice(0, 200),
    main: `<article data-chapter="${chapter.name}" data-claims="${texts.claims}" data-held="${texts.held}" data-failed="${texts.failed}">
${toolbar(chapter, texts)}
${cells}
<details id="solutions"><summary>${texts.solutions}</summary>
${solutions}
</details>
</article>
<footer>
${previous ? `<a rel="prev" href="${previous}">← ${escapeHtml(neighbours[0]?.title ?? '')}</a>` : '<span></span>'}
${next ? `<a rel="next" href="${next}">${escapeHtml(neighbours[1]?.title ?? '')} →</a>` : '<span></span>'}
</footer>`,
  };
}

function toolbar({ name, language }: Chapter, texts: Texts): string {
  return `<div class="toolbar" role="toolbar" aria-label="${texts.code}">
<button id="run-all">▶ ${texts.runAll}</button> <button id="stop" hidden>■ ${texts.stop}</button> <button id="reset" hidden>${texts.reset}</button>
<span id="tally" role="status"></span>
<p id="plain" class="note" role="status" hidden>${texts.plain}</p>
<a class="download" href="../notebooks/${language}/${name}.ipynb" download>${texts.download}</a>
<details class="jupyter"><summary>${texts.inJupyter}</summary><p>${texts.inJupyterHow}${name}.ipynb</p></details>
</div>`;
}

interface CodeCell {
  id: string;
  number: number;
  source: string;
  outputs: string[];
  live: boolean;
  lack: Lack | undefined;
}

function codeCell({ id, number, source, outputs, live, lack }: CodeCell, texts: Texts): string {
  const code = `<code>${highlighted(source)}</code>`;
  const label = `${texts.code} ${number}`;
  const shown = live
    ? `<pre class="code" role="textbox" aria-multiline="true" aria-label="${label}" contenteditable="plaintext-only" spellcheck="false" tabindex="0">${code}</pre>`
    : `<pre class="code" tabindex="0" aria-label="${label}">${code}</pre>`;
  const buttons = live
    ? `<div class="buttons"><button class="undo" hidden>${texts.resetCell}</button><button class="run">▶ ${texts.run}</button></div>`
    : '';
  const note = lack ? `<p class="note not-here">${escapeHtml(sayLack(lack, texts))}</p>` : '';
  return `<section class="cell" id="${id}"${lack ? ' data-elsewhere' : ''}>${buttons}${shown}<div class="outputs" aria-live="polite">${outputs.join('\n')}</div>${note}</section>`;
}

function headingText(source: string): string | undefined {
  const found = /^#{1,4} (.+)$/m.exec(source);
  return found ? plainText(found[1]) : undefined;
}
