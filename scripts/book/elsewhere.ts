import { datasets } from 'softmax-lab';
import { loadedBy } from '../data/needed-by';
import type { CompiledCell } from './compile-cell';
import { isBesideTheBook } from './data-files';
import type { Texts } from './texts';

/** Why a cell does not run in a page. */
export type Lack =
  | { of: 'python' }
  /** A data set that may not lie beside the book. */
  | { of: 'data'; name: string }
  /** What a cell makes that does not run. */
  | { of: 'cell'; number: number };

/** The cells that do not run in a page, by their place among a notebook's cells of code. */
export function cellsElsewhere(
  sources: readonly string[],
  compiled: readonly CompiledCell[],
): Map<number, Lack> {
  const lacks = new Map<number, Lack>();
  /** The cell that would have made a name. */
  const makers = new Map<string, number>();
  compiled.forEach(({ lexical, hoisted, used }, i) => {
    const own = [...lexical, ...hoisted];
    const [maker] = used.flatMap((name) => (own.includes(name) ? [] : (makers.get(name) ?? [])));
    const lack = lackOf(sources[i]) ?? (maker === undefined ? undefined : { of: 'cell', number: maker });
    if (!lack) return own.forEach((name) => makers.delete(name));
    lacks.set(i, lack);
    const cause = lack.of === 'cell' ? lack.number : i + 1;
    const made = [...own, ...used.filter((name) => changes(sources[i], name))];
    made.forEach((name) => makers.set(name, cause));
  });
  return lacks;
}

/** Whether the cell assigns the name, an element of it, or fills it. */
function changes(source: string, name: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  const how = String.raw`\.(?:push|set|add)\(|(?:\[[^\]]+\])?\s*[-+*/]?=(?![=>])`;
  return new RegExp(`(?<![\\w$.])${escaped}(?:${how})`).test(source);
}

/** What a cell itself asks for that a page has not. */
function lackOf(source: string): Lack | undefined {
  if (/\bpython(?:<[^`]*>)?`/.test(source)) return { of: 'python' };
  const loaded = [...source.matchAll(/\bawait datasets\.(\w+)\(/g)].map(([, loader]) =>
    loadedBy(loader, datasets.names),
  );
  const name = loaded.find((each) => each !== undefined && !isBesideTheBook(each));
  return name === undefined ? undefined : { of: 'data', name };
}

/** The sentence for readers. */
export function sayLack(lack: Lack, { lacks, committed }: Texts): string {
  const what = lack.of === 'data' ? lack.name : lack.of === 'cell' ? lack.number : '';
  return `${lacks[lack.of].replaceAll('$', String(what))}${committed}`;
}
