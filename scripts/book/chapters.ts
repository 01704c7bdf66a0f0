import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { allNotebooks, nameOf, readNotebook, textOf, type Cell } from '../rerun/notebook';
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
  /** Title and caption of a figure in the language, where the figure itself has them in English: by `figure-<id>`. */
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
  const texts = new Map(translation ? proseOf(cells).map((prose) => [prose.id, translation.of(prose)]) : []);
  const captions = [...texts].filter(
    (entry): entry is [string, string] => entry[0].startsWith('figure-') && entry[1] !== undefined,
  );
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
    captions: new Map(captions),
  };
}

/** The text of the first heading. */
function titleOf([first]: readonly Cell[]): string {
  return textOf(first.source).split('\n')[0].replace(/^# /, '');
}

/** NOTATION.md in the language. */
export function readNotation(language: Language): string {
  const translated = join(root, 'notebooks/zh/NOTATION.md');
  const file = language === 'zh' && existsSync(translated) ? translated : join(root, 'NOTATION.md');
  return readFileSync(file, 'utf8');
}

/** The notebook at the path with these cells, as a file. */
export function notebookText(path: string, cells: readonly BookCell[]): string {
  const notebook = readNotebook(path);
  const plain = notebook.cells.map((cell, i) => ({ ...cell, source: cells[i].source }));
  return `${JSON.stringify({ ...notebook, cells: plain }, null, 1)}\n`;
}
