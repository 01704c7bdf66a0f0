import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { root } from '../lib/paths';
import { removeLeftovers, writeWhole } from '../lib/temporary';
import { withPalette } from '../render/palette-png';
import { renderFigures } from '../render/render';
import { codeCells, nameOf, parseNotebook, readNotebook, readText, textOf } from './notebook';
import type { Cell, Notebook, Output } from './notebook';
import { cleanOutputs, figureOutputs, specificationOf } from './outputs';
import { replaceOutputs } from './replace-outputs';
import type { Run } from './run';

/** JupyterLab shows the picture in its own size until the pointer comes over it; a larger one would be cut off. */
const SCALE = 1;

/**
 * Writes what was executed into the committed notebooks, each figure with a PNG beside its specification. One that
 * is no longer what was executed stays as it is.
 * @returns whether all were written
 */
export async function updateCommitted(runs: readonly Run[]): Promise<boolean> {
  let all = true;
  for (const run of runs) {
    const name = relative(root, run.path);
    try {
      const drawn = await update(run);
      console.log(`${name} updated, ${drawn} of ${run.figures.length} figures drawn anew`);
    } catch (error) {
      console.error(`✗ ${name} was not updated: ${(error as Error).message}`);
      all = false;
    }
  }
  return all;
}

async function update(run: Run): Promise<number> {
  const before = parseNotebook(run.text ?? '', run.path);
  const executed = readNotebook(run.executed);
  for (const cell of codeCells(executed)) cell.outputs = cleanOutputs(cell.outputs ?? []);
  const drawn = await addPictures(executed, picturesOf(before));
  writeOutputs(run.path, before, codeCells(executed));
  updateGallery(nameOf(run.path), executed);
  return drawn;
}

/**
 * Writes outputs into a notebook's file.
 * @throws an Error if the file's code is no longer that of `before`, or may not be written
 */
export function writeOutputs(path: string, before: Notebook, executed: readonly Cell[]): void {
  const target = realpathSync(path); // a link stays one
  const text = readText(target);
  const now = parseNotebook(text, path);
  if (!isDeepStrictEqual(codeOf(now), codeOf(before))) throw new Error('its code was edited while it ran');
  const { mode } = statSync(target);
  if ((mode & 0o222) === 0) throw new Error('it is read-only');
  accessSync(target, constants.W_OK);
  removeLeftovers(dirname(target));
  writeWhole(target, replaceOutputs(text, now, executed), mode);
}

function codeOf(notebook: Notebook): unknown {
  return codeCells(notebook).map(({ id, source }) => [id, textOf(source)]);
}

/** A picture costs a browser, so it is drawn again only when its specification has changed. */
async function addPictures(notebook: Notebook, known: Map<string, string>): Promise<number> {
  const outputs = figureOutputs(notebook);
  const missing = outputs.filter((output) => !known.has(hashOf(output)));
  const drawn = await renderFigures(missing.map(specificationOf), {
    formats: ['png'],
    scale: SCALE,
    theme: 'light',
  });
  missing.forEach((output, i) => known.set(hashOf(output), inBase64(drawn[i].png)));
  for (const output of outputs) {
    const hash = hashOf(output);
    output.data = { ...output.data, 'image/png': known.get(hash) };
    output.metadata = { 'softmax-lab': { specification: hash } };
  }
  return missing.length;
}

/** Figures that the README shows lie in `figures/` as `NN-id.png`. */
function updateGallery(name: string, notebook: Notebook): void {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const output of figureOutputs(notebook)) {
    const file = `figures/${name.slice(0, 2)}-${specificationOf(output).layout.meta?.id}.png`;
    if (readme.includes(file))
      writeFileSync(join(root, file), Buffer.from(output.data?.['image/png'] as string, 'base64'));
  }
}

function picturesOf(notebook: Notebook): Map<string, string> {
  const pictures = new Map<string, string>();
  for (const output of figureOutputs(notebook)) {
    const drawn = output.metadata?.['softmax-lab'] as { specification?: string } | undefined;
    const png = output.data?.['image/png'];
    if (drawn?.specification && typeof png === 'string')
      pictures.set(drawn.specification, inBase64(Buffer.from(png, 'base64')));
  }
  return pictures;
}

/** A third of the bytes that the browser writes; those of a picture that has a palette stay the same. */
function inBase64(png: Buffer): string {
  return withPalette(png).toString('base64');
}

function hashOf(output: Output): string {
  return createHash('sha256')
    .update(JSON.stringify(specificationOf(output)))
    .digest('hex');
}
