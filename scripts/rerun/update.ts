import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../lib/paths';
import { renderFigures } from '../render/render';
import { codeCells, formatNotebook, readNotebook, type Notebook, type Output } from './notebook';
import { cleanOutputs, figureOutputs, specificationOf } from './outputs';
import type { Run } from './run';

/** JupyterLab shows the picture in its own size until the pointer comes over it; a larger one would be cut off. */
const SCALE = 1;

/** Writes what was executed into the committed notebooks, each figure with a PNG beside its specification. */
export async function updateCommitted(runs: readonly Run[]): Promise<void> {
  for (const run of runs) {
    const committed = readNotebook(run.path);
    const known = picturesOf(committed);
    const executed = codeCells(readNotebook(run.executed ?? ''));
    codeCells(committed).forEach((cell, i) => {
      cell.outputs = cleanOutputs(executed[i].outputs ?? []);
      cell.execution_count = executed[i].execution_count;
    });
    const drawn = await addPictures(committed, known);
    writeFileSync(`${run.path}.tmp`, formatNotebook(committed));
    renameSync(`${run.path}.tmp`, run.path);
    updateGallery(run.name, committed);
    console.log(`${relative(root, run.path)} updated, ${drawn} of ${run.figures.length} figures drawn anew`);
  }
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
  missing.forEach((output, i) => known.set(hashOf(output), Buffer.from(drawn[i].png).toString('base64')));
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
    if (readme.includes(`(${file})`))
      writeFileSync(join(root, file), Buffer.from(output.data?.['image/png'] as string, 'base64'));
  }
}

function picturesOf(notebook: Notebook): Map<string, string> {
  const pictures = new Map<string, string>();
  for (const output of figureOutputs(notebook)) {
    const drawn = output.metadata?.['softmax-lab'] as { specification?: string } | undefined;
    const png = output.data?.['image/png'];
    if (drawn?.specification && typeof png === 'string') pictures.set(drawn.specification, png);
  }
  return pictures;
}

function hashOf(output: Output): string {
  return createHash('sha256')
    .update(JSON.stringify(specificationOf(output)))
    .digest('hex');
}
