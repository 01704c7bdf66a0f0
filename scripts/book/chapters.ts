import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { allNotebooks, nameOf, readNotebook, textOf, type Cell } from '../rerun/notebook';
import type { Language } from './texts';
import { readTranslation } from './translation';

/** A notebook as the book reads it. */
export interface Chapter {
  /** `04-softmax-function` */
  name: string;
  language: Language;
  title: string;
  cells: Cell[];
  /** Those of the solutions' notebook, without its title. */
  solutions: Cell[];
  /** Ids of Markdown cells that stand in English for want of a translation. */
  untranslated: ReadonlySet<string>;
}

/** The chapters in order, with the language's Markdown in place of the English one where there is some. */
export function readChapters(language: Language): Chapter[] {
  return allNotebooks().map((path) => {
    const name = nameOf(path);
    const untranslated = new Set<string>();
    const read = (file: string, skip: number): Cell[] => {
      const cells = readNotebook(file).cells.slice(skip);
      if (language === 'en') return cells;
      const translation = readTranslation(nameOf(file));
      return cells.map((cell) => {
        if (cell.cell_type !== 'markdown') return cell;
        const text = translation.textOf(cell);
        if (text === undefined) untranslated.add(String(cell.id));
        return text === undefined ? cell : { ...cell, source: text };
      });
    };
    const solutionsPath = join(root, 'notebooks/solutions', `${name}.ipynb`);
    const cells = read(path, 0);
    return {
      name,
      language,
      title: titleOf(cells),
      cells,
      solutions: existsSync(solutionsPath) ? read(solutionsPath, 1) : [],
      untranslated,
    };
  });
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
