import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { root } from '../lib/paths';
import { unknownWord } from '../lib/arguments';
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
  id?: string;
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
 * The notebooks that numbers (`1`, `01`, `2-4`, `2,5,7-9`), names (`01-binary-classification`) or paths name, each
 * once; all of them by default.
 * @throws {@link UsageError} if one is unknown; it lists those there are
 */
export function findNotebooks(which: readonly string[]): string[] {
  const all = allNotebooks();
  if (which.length === 0) return all;
  const found = which.flatMap(numbersIn).map((wanted) => {
    if (wanted.endsWith('.ipynb')) {
      const path = resolve(wanted);
      if (readable(path)) return path;
    }
    const stem = wanted.padStart(2, '0');
    const named = all.find((path) => nameOf(path) === stem || nameOf(path).startsWith(`${stem}-`));
    if (named) return named;
    throw unknownWord('notebook', wanted, all.map(nameOf));
  });
  const real = found.map((path) => realpathSync(path));
  return found.filter((_, i) => real.indexOf(real[i]) === i);
}

/** The numbers that a list of them and of ranges stands for; anything else as it is. */
function numbersIn(wanted: string): string[] {
  if (!/^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$/.test(wanted)) return [wanted];
  return wanted.split(',').flatMap((part) => {
    const [first, end] = part.split('-').map(Number);
    const last: number = end ?? first;
    if (last < first) throw new UsageError(`${part} runs backwards: write ${last}-${first}`);
    return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
  });
}

/** `01-binary-classification` of its path; `solutions/01-…` of one in a folder of `notebooks/`. */
export function nameOf(path: string): string {
  const inside = relative(join(root, 'notebooks'), path);
  const name = inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside.replaceAll('\\', '/');
  return name.replace(/\.ipynb$/, '');
}

/** Names that no two of the paths share, whatever their case: with as many of their folders as that takes. */
export function namesOf(paths: readonly string[]): string[] {
  const names = paths.map(nameOf);
  const folders = paths.map((path) => path.replace(/\.ipynb$/, '').split(/[\\/]/));
  const key = (name: string): string => name.toLowerCase();
  for (let depth = 2; depth < Math.max(...folders.map((parts) => parts.length)); depth++) {
    const shared = names.filter((name) => names.filter((other) => key(other) === key(name)).length > 1);
    names.forEach((name, i) => {
      if (shared.includes(name)) names[i] = folders[i].slice(-depth).join('/');
    });
  }
  return names;
}

/** @throws an Error that names the file if it is not a notebook, e.g. truncated */
export function readNotebook(path: string): Notebook {
  return parseNotebook(readText(path), path);
}

/** @throws an Error that names the file if it can't be read as UTF-8 */
export function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    throw new Error(`${relative(root, path)} is not a readable notebook: ${(error as Error).message}`);
  }
}

/** A notebook of the text that `path` holds. */
export function parseNotebook(text: string, path: string): Notebook {
  try {
    const notebook = JSON.parse(text) as Notebook;
    checkNotebook(notebook);
    return notebook;
  } catch (error) {
    const conflict = text.split('\n').findIndex((line) => line.startsWith('<<<<<<<')) + 1;
    const reason = conflict
      ? `line ${conflict} begins a merge conflict; resolve it first`
      : (error as Error).message;
    throw new Error(`${relative(root, path)} is not a readable notebook: ${reason}`);
  }
}

function checkNotebook(notebook: Partial<Notebook> | null): void {
  if (!Array.isArray(notebook?.cells)) throw new Error('it has no list of cells');
  if (notebook?.nbformat !== 4)
    throw new Error(`its nbformat is ${notebook?.nbformat}, expected 4; saving it in JupyterLab converts it`);
  if (!isObject(notebook.metadata)) throw new Error('it has no metadata');
  notebook.cells.forEach((cell: Partial<Cell> | null, i) => {
    const { source, metadata, outputs = [] } = cell ?? {};
    const isText = typeof source === 'string' || (Array.isArray(source) && source.every(isString));
    if (!isText || !isString(cell?.cell_type) || !isObject(metadata) || !Array.isArray(outputs))
      throw new Error(`its cell ${i + 1} lacks a type, a source or metadata`);
  });
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON as Jupyter writes it, so that opening and saving a notebook there changes nothing. */
export function formatJson(value: unknown): string {
  return JSON.stringify(sortKeys(value), null, 1);
}

export function codeCells(notebook: Pick<Notebook, 'cells'>): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === 'code');
}

/** A cell's number as a reader counts, from 1, of its number in an executed copy: without the one that assigns parameters. */
export function ownNumber(executed: Notebook, number: number): number {
  const cells = codeCells(executed).slice(0, number);
  return cells.filter((cell) => !hasTag(cell, 'injected-parameters')).length;
}

export function hasTag(cell: Cell, tag: string): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes(tag);
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
