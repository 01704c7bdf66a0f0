import { basename, join, relative, resolve } from 'node:path';
import { UsageError } from '../lib/command';
import { makeFolder } from '../lib/make-folder';
import { build, root } from '../lib/paths';
import { removeLeftovers, writeWhole } from '../lib/temporary';
import { readNotebook } from '../rerun/notebook';
import { figureOutputs, specificationOf } from '../rerun/outputs';
import { htmlPage } from './html-page';
import { openManifest, type Manifest } from './manifest';
import { DrawingError, renderFigures, themed, type Format, type Specification, type Theme } from './render';
import { uniqueName } from './unique-name';

export interface ExportOptions {
  formats: readonly Format[];
  /** Pixels of a PNG for each of the figure's; 2 by default. */
  scale?: number;
  theme?: Theme;
  /** `build/figures` by default. */
  out?: string;
  /** Seconds that a figure may take, see {@link renderFigures}. */
  timeout?: number;
  /** Takes the lines that tell of the progress. */
  log?: (line: string) => void;
}

interface Named {
  /** `01-sigmoid` */
  name: string;
  specification: Specification;
}

interface Job extends Named {
  stale: Format[];
}

/**
 * Exports every figure of executed notebooks to `NN-id.png`, `.svg`, `.pdf`, and those of a notebook together to
 * one `NN-name.html`; in the dark theme to `NN-id.dark.png` and so on. What was exported before from the same specification with the same options is left alone.
 * What cannot be exported does not keep the rest from it.
 *
 * @returns the files of each notebook, relative to the project's folder
 * @throws {@link LackingError} if there is no browser; at the end, an Error that names the figures and notebooks which
 * could not be exported; at once, if the folder can't be written to
 */
export async function exportFigures(
  notebooks: readonly string[],
  options: ExportOptions,
): Promise<Record<string, string[]>> {
  const {
    scale = 2,
    theme = 'light',
    out = join(build, 'figures'),
    timeout,
    log = (line: string): void => console.log(line),
  } = options;
  const pictures = options.formats.filter((format) => format !== 'html');
  const names = namesOf(notebooks);
  const fileOf = (name: string, format: Format): string => fileName(name, theme, format);
  open(out);
  const manifest = openManifest(out, { scale, theme });
  const files: Record<string, string[]> = {};
  const jobs: Job[] = [];
  const failures: string[] = [];
  const used = new Set<string>();
  for (const [notebook, path] of names) {
    const figures: Named[] = [];
    try {
      for (const figure of namedFigures(path, notebook, used)) {
        if (typeof figure === 'string') failures.push(figure);
        else figures.push(figure);
      }
    } catch (error) {
      failures.push((error as Error).message);
      continue;
    }
    if (figures.length === 0) log(`${notebook}: no figures`);
    files[notebook] = figures.flatMap(({ name }) => pictures.map((format) => fileOf(name, format)));
    for (const { name, specification } of figures) {
      const stale = pictures.filter((format) => !manifest.has(fileOf(name, format), specification));
      if (stale.length > 0) jobs.push({ name, specification, stale });
      else if (pictures.length > 0) log(`${name}: unchanged`);
    }
    if (!options.formats.includes('html') || figures.length === 0) continue;
    const page = figures.map(({ specification }) => specification);
    exportPage(notebook, page, theme, out, manifest, log);
    files[notebook].push(fileOf(notebook, 'html'));
  }
  const specifications = jobs.map((job) => job.specification);
  const settings = { formats: pictures, scale, theme, timeout, log };
  const drawing = renderFigures(specifications, settings, (i, rendered) => {
    const { name, specification, stale } = jobs[i];
    for (const format of stale) {
      writeWhole(join(out, fileOf(name, format)), rendered[format]);
      manifest.add(fileOf(name, format), specification, rendered[format]);
    }
    log(`${name}: ${stale.join(', ')}  (${i + 1} of ${jobs.length})`);
  });
  await drawing.catch((error: Error) => {
    if (!(error instanceof DrawingError)) throw error;
    failures.push(error.message);
  });
  if (failures.length > 0) throw new Error(failures.join('\n'));
  const listed = Object.entries(files).map(([notebook, written]) => [
    notebook,
    written.map((name) => relative(root, join(out, name)).replaceAll('\\', '/')),
  ]);
  return Object.fromEntries(listed) as Record<string, string[]>;
}

/** `01-sigmoid.png`, and in the dark theme `01-sigmoid.dark.png`: no id has a point. */
export function fileName(name: string, theme: Theme, format: Format): string {
  return `${name}${theme === 'dark' ? '.dark' : ''}.${format}`;
}

function open(out: string): void {
  try {
    makeFolder(out);
    removeLeftovers(out);
  } catch (error) {
    throw new Error(`cannot write to ${out}: ${(error as Error).message}; --out takes another folder`);
  }
}

/** The notebooks by the names that their files are called by. */
function namesOf(notebooks: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const path of notebooks) {
    const name = basename(path, '.ipynb');
    const other = names.get(name);
    if (other !== undefined && resolve(other) !== resolve(path)) {
      throw new UsageError(
        `${other} and ${path} have one name: export each to a folder of its own, by --out`,
      );
    }
    names.set(name, path);
  }
  return names;
}

function exportPage(
  notebook: string,
  figures: Specification[],
  theme: Theme,
  out: string,
  manifest: Manifest,
  log: (line: string) => void,
): void {
  const file = fileName(notebook, theme, 'html');
  if (manifest.has(file, figures)) return log(`${notebook}: html unchanged`);
  const page = htmlPage(
    notebook,
    figures.map((figure) => themed(figure, theme)),
  );
  writeWhole(join(out, file), page);
  manifest.add(file, figures, page);
  log(`${notebook}: html`);
}

/** A notebook's figures under the names of their files, or what is wrong with one; shown twice, it is exported twice. */
function namedFigures(path: string, notebook: string, used: Set<string>): (Named | string)[] {
  const number = /^\d+/.exec(notebook)?.[0] ?? notebook;
  return figureOutputs(readNotebook(path)).map((output, i) => {
    const specification = specificationOf(output);
    const { data, layout } = specification;
    if (!Array.isArray(data) || typeof layout !== 'object' || layout === null) {
      return `figure ${i + 1} of ${notebook} has no data or no layout`;
    }
    return { name: uniqueName(layout.meta?.id, `figure-${i + 1}`, used, `${number}-`), specification };
  });
}
