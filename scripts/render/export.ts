import { mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build, root } from '../lib/paths';
import { readNotebook } from '../rerun/notebook';
import { figureOutputs, specificationOf } from '../rerun/outputs';
import { htmlPage } from './html-page';
import { openManifest, writeWhole, type Manifest } from './manifest';
import { renderFigures, themed, type Format, type Specification, type Theme } from './render';

export interface ExportOptions {
  formats: readonly Format[];
  /** Pixels of a PNG for each of the figure's; 2 by default. */
  scale?: number;
  theme?: Theme;
  /** `build/figures` by default. */
  out?: string;
  /** Takes the lines that tell of the progress. */
  log?: (line: string) => void;
}

interface Job {
  /** `01-sigmoid` */
  name: string;
  specification: Specification;
  stale: Format[];
}

/**
 * Exports every figure of executed notebooks to `NN-id.png`, `.svg`, `.pdf`, and those of a notebook together to
 * one `NN-name.html`. What was exported before from the same specification with the same options is left alone.
 *
 * @returns the files of each notebook, relative to the project's folder
 * @throws {@link LackingError} if there is no browser, an Error that names the figure which cannot be drawn
 */
export async function exportFigures(
  notebooks: readonly string[],
  options: ExportOptions,
): Promise<Record<string, string[]>> {
  const { scale = 2, theme = 'light', out = join(build, 'figures'), log = console.log } = options;
  const pictures = options.formats.filter((format) => format !== 'html');
  mkdirSync(out, { recursive: true });
  const manifest = openManifest(out, { scale, theme });
  const files: Record<string, string[]> = {};
  const jobs: Job[] = [];
  for (const path of notebooks) {
    const notebook = basename(path, '.ipynb');
    const figures = namedFigures(path, notebook);
    if (figures.length === 0) log(`${notebook}: no figures`);
    files[notebook] = figures.flatMap(({ name }) => pictures.map((format) => `${name}.${format}`));
    for (const { name, specification } of figures) {
      const stale = pictures.filter((format) => !manifest.has(`${name}.${format}`, specification));
      if (stale.length > 0) jobs.push({ name, specification, stale });
      else if (pictures.length > 0) log(`${name}: unchanged`);
    }
    if (!options.formats.includes('html') || figures.length === 0) continue;
    const page = figures.map(({ specification }) => specification);
    exportPage(notebook, page, theme, out, manifest, log);
    files[notebook].push(`${notebook}.html`);
  }
  const specifications = jobs.map((job) => job.specification);
  await renderFigures(specifications, { formats: pictures, scale, theme }, (i, rendered) => {
    const { name, specification, stale } = jobs[i];
    for (const format of stale) {
      writeWhole(join(out, `${name}.${format}`), rendered[format]);
      manifest.add(`${name}.${format}`, specification);
    }
    log(`${name}: ${stale.join(', ')}  (${i + 1} of ${jobs.length})`);
  });
  const listed = Object.entries(files).map(([notebook, names]) => [
    notebook,
    names.map((name) => relative(root, join(out, name)).replaceAll('\\', '/')),
  ]);
  return Object.fromEntries(listed) as Record<string, string[]>;
}

function exportPage(
  notebook: string,
  figures: Specification[],
  theme: Theme,
  out: string,
  manifest: Manifest,
  log: (line: string) => void,
): void {
  const file = `${notebook}.html`;
  if (manifest.has(file, figures)) return log(`${notebook}: html unchanged`);
  const page = htmlPage(
    notebook,
    figures.map((figure) => themed(figure, theme)),
  );
  writeWhole(join(out, file), page);
  manifest.add(file, figures);
  log(`${notebook}: html`);
}

/** A notebook's figures under the names of their files; one that is shown twice is exported twice. */
function namedFigures(path: string, notebook: string): { name: string; specification: Specification }[] {
  const number = /^\d+/.exec(notebook)?.[0] ?? notebook;
  const seen = new Map<string, number>();
  return figureOutputs(readNotebook(path)).map((output, i) => {
    const specification = specificationOf(output);
    if (!Array.isArray(specification.data) || typeof specification.layout !== 'object') {
      throw new Error(`figure ${i + 1} of ${notebook} has no data or no layout`);
    }
    const id = (specification.layout.meta?.id ?? `figure-${i + 1}`).replace(/[^\p{L}\p{N}-]+/gu, '-');
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return { name: `${number}-${id}${times > 1 ? `-${times}` : ''}`, specification };
  });
}
