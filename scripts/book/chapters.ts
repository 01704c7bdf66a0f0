import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { allNotebooks, nameOf, readNotebook, textOf, type Cell } from '../rerun/notebook';
import type { Language } from './texts';
import { proseOf, readTranslation } from './translation';

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
      untranslated: new Set([...main.untranslated, ...(solutions?.untranslated ?? [])]),
      captions: new Map([...main.captions, ...(solutions?.captions ?? [])]),
    };
  });
}

/** A notebook's cells in the language. */
export function translated(path: string, language: Language) {
  const cells = readNotebook(path).cells;
  const untranslated = new Set<string>();
  const captions = new Map<string, string>();
  if (language === 'en') return { cells, untranslated, captions };
  const translation = readTranslation(nameOf(path));
  const texts = new Map(proseOf(cells).map((prose) => [prose.id, translation.of(prose)]));
  for (const [id, text] of texts) {
    if (text === undefined) untranslated.add(id);
    else if (id.startsWith('figure-')) captions.set(id, text);
  }
  return {
    cells: cells.map((cell) => {
      const text = cell.cell_type === 'markdown' ? texts.get(String(cell.id)) : undefined;
      return text === undefined ? cell : { ...cell, source: text.split(/(?<=\n)/) };
    }),
    untranslated,
    captions,
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
