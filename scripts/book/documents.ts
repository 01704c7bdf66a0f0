import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { fingerprint, parseTranslation, type Block, type Prose } from './translation';

/** What is translated section by section, with marks as those of the cells: English and Chinese file. */
export const DOCUMENTS = [
  ['README.md', 'README.zh-CN.md'],
  ['NOTATION.md', 'notebooks/zh/NOTATION.md'],
] as const;

/** The sections of a document, by their headings. Tables that a program fills in stand in the English one alone. */
export function sectionsOf(document: string): Prose[] {
  return document
    .replace(/<!-- ([\w:-]+) -->[^]*?<!-- \/\1 -->/g, '')
    .split(/^(?=## )/m)
    .map((text) => ({ id: slug(/^#+ (.+)$/m.exec(text)?.[1] ?? ''), text }));
}

function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** The Chinese sections of a document. */
export function readSections(file: string): Map<string, Block> {
  return parseTranslation(readFileSync(join(root, file), 'utf8'), file);
}

/** Which sections are not translated as they now are, a line each. */
export function sectionProblems(sections: readonly Prose[], blocks: ReadonlyMap<string, Block>): string[] {
  const ids = new Set(sections.map(({ id }) => id));
  return [
    ...sections
      .filter(({ id, text }) => blocks.get(id)?.of !== fingerprint(text))
      .map(({ id, text }) =>
        blocks.has(id)
          ? `section ${id}: the English changed since it was translated (now en:${fingerprint(text)})`
          : `section ${id}: is not translated (en:${fingerprint(text)})`,
      ),
    ...[...blocks.keys()].filter((id) => !ids.has(id)).map((id) => `section ${id}: there is no such section`),
  ];
}
