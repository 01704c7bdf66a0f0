import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { figureOutputs, specificationOf } from '../rerun/outputs';
import type { Notebook } from '../rerun/notebook';
import { withAxisTitles } from './axis-titles';

/** The Chinese of the axes' titles, by the English: the table of notebooks/zh/AXES.md. */
export function readAxisWords(): Record<string, string> {
  const text = readFileSync(join(root, 'notebooks/zh/AXES.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  return Object.fromEntries(
    rows.slice(1).map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, 3)
        .map((part) => part.trim().replaceAll('\\|', '|')),
    ),
  ) as Record<string, string>;
}

/** Titles of axes that are words, not symbols, and have no Chinese. */
export function axesWithoutChinese(
  notebook: Pick<Notebook, 'cells'>,
  words: Readonly<Record<string, string>>,
): string[] {
  const missing = new Set<string>();
  for (const output of figureOutputs(notebook))
    withAxisTitles(specificationOf(output), (title) => {
      if (/\p{Ll}{4}/u.test(title) && !(title in words)) missing.add(title);
      return title;
    });
  return [...missing].map((title) => `the axis "${title}" is not in notebooks/zh/AXES.md`);
}
