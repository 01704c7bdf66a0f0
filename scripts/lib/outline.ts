import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allNotebooks, nameOf, readNotebook, textOf } from '../rerun/notebook';
import { figureOutputs, specificationOf } from '../rerun/outputs';
import { root } from './paths';

export interface Heading {
  /** `2.1.3`, a chapter's is `2`. */
  number: string;
  /** As the outline spells it. */
  title: string;
}

export interface FoundHeading extends Heading {
  notebook: string;
  /** From 1, as a reader counts. */
  cell: number;
  text: string;
}

/** The outline's numbered headings, in its order. */
export function outline(): Heading[] {
  const lines = JSON.parse(readFileSync(join(root, 'notebooks/outline.json'), 'utf8')) as string[];
  return lines.map((line) => {
    const space = line.indexOf(' ');
    return { number: line.slice(0, space), title: line.slice(space + 1) };
  });
}

/** The headings of the notebooks that carry a number of the outline: `## 2.1 The softmax function · Softmax函数`. */
export function numberedHeadings(): FoundHeading[] {
  return allNotebooks().flatMap((path) =>
    readNotebook(path).cells.flatMap((cell, i) => {
      if (cell.cell_type !== 'markdown') return [];
      const found = textOf(cell.source).matchAll(/^#{2,} (\d(?:\.\d+)*) (.+)$/gm);
      return [...found].map(([, number, text]) => ({
        number,
        title: text.split(' · ').pop() ?? text,
        notebook: nameOf(path),
        cell: i + 1,
        text,
      }));
    }),
  );
}

/** Where each heading of the outline stands; `undefined` where no notebook has its number and its title. */
export function placesOf(
  headings: readonly Heading[],
  found: readonly FoundHeading[],
): (FoundHeading | undefined)[] {
  return headings.map(({ number, title }) =>
    found.find((heading) => heading.number === number && heading.title === title),
  );
}

export interface Picture {
  /** `figures/04-temperature.png`: of notebook 04 the figure `temperature`. */
  file: string;
  /** In base64; `undefined` if the notebook has no such figure. */
  png?: string;
}

/** The pictures that a page shows, as they lie in the notebooks. */
export function picturesOf(page: string): Picture[] {
  return [...page.matchAll(/figures\/(\d\d)-([\w-]+)\.png/g)].map(([file, number, id]) => {
    const path = allNotebooks().find((candidate) => nameOf(candidate).startsWith(number));
    const figure = path && figureOutputs(readNotebook(path)).find((output) => specificationOf(output).layout.meta?.id === id); // prettier-ignore
    return { file, png: (figure && figure.data?.['image/png']) as string | undefined };
  });
}
