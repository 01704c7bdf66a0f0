import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { allNotebooks, nameOf, readNotebook, textOf, type Cell } from '../rerun/notebook';
import { readAxisWords } from './axis-words';
import { inChinese } from './chinese-figures';
import { DOCUMENTS, readSections } from './documents';
import type { Language } from './texts';
import { proseOf, readTranslation } from './translation';

/** A cell in the book's language. */
export interface BookCell extends Cell {
  /** The English text. */
  english: string;
  /** Whether it stands in English for want of a translation. */
  isUntranslated: boolean;
}

/** A notebook as the book reads it. */
export interface Chapter {
  /** `04-softmax-function` */
  name: string;
  language: Language;
  title: string;
  cells: BookCell[];
  /** Those of the solutions' notebook, without its title. */
  solutions: BookCell[];
  /** Title and caption of each figure in the language, as Markdown: by `figure-<id>`. */
  captions: ReadonlyMap<string, string>;
}

/** The chapters in order, with the language's Markdown in place of the English one where there is some. */
export function readChapters(language: Language): Chapter[] {
  return allNotebooks().map((path) => {
    const name = nameOf(path);
    const solutionsPath = join(root, 'notebooks/solutions', `${name}.ipynb`);
    const main = translated(path, language);
    const solutions = existsSync(solutionsPath) ? translated(solutionsPath, language) : undefined;
    return {
      name,
      language,
      title: titleOf(main.cells),
      cells: main.cells,
      solutions: solutions?.cells.slice(1) ?? [],
      captions: new Map([...main.captions, ...(solutions?.captions ?? [])]),
    };
  });
}

/** A notebook's cells in the language. */
export function translated(
  path: string,
  language: Language,
): { cells: BookCell[]; captions: Map<string, string> } {
  const { cells } = readNotebook(path);
  const translation = language === 'zh' ? readTranslation(nameOf(path)) : undefined;
  const prose = proseOf(cells);
  const texts = new Map(prose.map((each) => [each.id, translation ? translation.of(each) : each.text]));
  const captions = prose.filter(({ id }) => id.startsWith('figure-'));
  return {
    cells: cells.map((cell) => {
      const isProse = cell.cell_type === 'markdown';
      const text = isProse ? texts.get(String(cell.id)) : undefined;
      return {
        ...cell,
        source: text?.split(/(?<=\n)/) ?? cell.source,
        english: textOf(cell.source),
        isUntranslated: isProse && translation !== undefined && text === undefined,
      };
    }),
    captions: new Map(captions.map(({ id, text }) => [id, texts.get(id) ?? text])),
  };
}

/** The text of the first heading. */
function titleOf([first]: readonly Cell[]): string {
  return textOf(first.source).split('\n')[0].replace(/^# /, '');
}

/** README.md and NOTATION.md in the language. */
export const readReadme = (language: Language): string => readDocument(0, language);
export const readNotation = (language: Language): string => readDocument(1, language);

function readDocument(which: 0 | 1, language: Language): string {
  const [english, chinese] = DOCUMENTS[which];
  if (language === 'en') return readFileSync(join(root, english), 'utf8');
  return [...readSections(chinese).values()].map(({ text }) => text).join('\n\n');
}

/** The notebook at the path in the language, as a file. */
export function notebookText(path: string, language: Language): string {
  const notebook = readNotebook(path);
  if (language === 'en') return `${JSON.stringify(notebook, null, 1)}\n`;
  const { cells, captions } = translated(path, language);
  const words = readAxisWords();
  const chinese = notebook.cells.map((cell, i) => ({
    ...cell,
    source: cells[i].source,
    ...(cell.outputs && { outputs: cell.outputs.map((output) => inChinese(output, captions, words)) }),
  }));
  return `${JSON.stringify({ ...notebook, cells: chinese }, null, 1)}\n`;
}
