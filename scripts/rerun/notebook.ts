import { readdirSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { root } from '../lib/paths';
import { UsageError } from '../lib/command';

export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  name?: 'stdout' | 'stderr';
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

export interface Cell {
  id: string;
  cell_type: 'code' | 'markdown' | 'raw';
  source: string | string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** The numbered notebooks, as paths, in order. */
export function allNotebooks(): string[] {
  return notebooksIn(join(root, 'notebooks'));
}

/** The notebooks that solve the others' exercises. */
export function allSolutions(): string[] {
  return notebooksIn(join(root, 'notebooks/solutions'));
}

function notebooksIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^\d\d-.*\.ipynb$/.test(name));
  return names.sort().map((name) => join(folder, name));
}

/**
 * The notebooks that numbers (`1`, `01`), names (`01-binary-classification`) or paths name; all of them by default.
 * @throws {@link UsageError} if one is unknown; it lists those there are
 */
export function findNotebooks(which: readonly string[]): string[] {
  const all = allNotebooks();
  if (which.length === 0) return all;
  return which.map((wanted) => {
    if (wanted.endsWith('.ipynb')) {
      const path = resolve(wanted);
      if (readable(path)) return path;
    }
    const stem = wanted.padStart(2, '0');
    const found = all.find((path) => nameOf(path) === stem || nameOf(path).startsWith(`${stem}-`));
    if (found) return found;
    throw new UsageError(
      `there is no notebook '${wanted}'; there are ${all.map(nameOf).join(', ') || 'none yet'}`,
    );
  });
}

/** `01-binary-classification` of its path; `solutions/01-…` of one in a folder of `notebooks/`. */
export function nameOf(path: string): string {
  const inside = relative(join(root, 'notebooks'), path);
  const name = inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside.replaceAll('\\', '/');
  return name.replace(/\.ipynb$/, '');
}

/** @throws an Error that names the file if it is not a notebook, e.g. truncated */
export function readNotebook(path: string): Notebook {
  try {
    const notebook = JSON.parse(readFileSync(path, 'utf8')) as Notebook;
    if (!Array.isArray(notebook.cells)) throw new Error('it has no list of cells');
    return notebook;
  } catch (error) {
    throw new Error(`${relative(root, path)} is not a readable notebook: ${(error as Error).message}`);
  }
}

/** The text of a notebook as Jupyter writes it, so that opening and saving it there changes nothing. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sortKeys(notebook), null, 1)}\n`;
}

export function codeCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === 'code');
}

export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

/** Notebooks hold a text as one string or as a list of lines. */
export function textOf(text: string | string[] | undefined): string {
  return Array.isArray(text) ? text.join('') : (text ?? '');
}

function readable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
