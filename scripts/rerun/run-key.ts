import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../lib/paths';
import { textOf, type Notebook } from './notebook';

/** All that a run depends on, by what it is: texts, hashes and Node's version. */
export type RunInputs = Readonly<Record<string, string>>;

let first: RunInputs | undefined;

/**
 * @param parameters - the code that assigns them
 * @param project - by default as it was when it was first asked for
 */
export function runInputs(
  notebook: Notebook,
  parameters: string | undefined,
  project = (first ??= projectInputs()),
): RunInputs {
  const cells = notebook.cells.map(({ cell_type, source, metadata }) => [
    cell_type,
    textOf(source),
    metadata.tags,
  ]);
  return {
    'the notebook': sha256(JSON.stringify(cells)),
    'the parameters': parameters ?? '',
    Node: process.version,
    ...project,
  };
}

/** A hash of all that a run depends on: cells, parameters, library, kernel, data, packages and Node. */
export function runKey(notebook: Notebook, parameters: string | undefined): string {
  return keyOf(runInputs(notebook, parameters));
}

export function keyOf(inputs: RunInputs): string {
  return sha256(JSON.stringify(inputs));
}

/** What a run depends on beside its notebook, as it is now. */
export function projectInputs(): RunInputs {
  return Object.fromEntries(
    ['src', 'data', 'notebooks/runs', 'scripts', 'package-lock.json', 'constraints.txt'].map((name) => {
      const hash = createHash('sha256');
      for (const file of filesOf(join(root, name)))
        hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
      return [name, hash.digest('hex')];
    }),
  );
}

/** A file, or those below a folder that are not made of others. */
function filesOf(path: string): string[] {
  if (path.endsWith('.generated.ts') || path.endsWith('__pycache__') || !existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return names.flatMap((name) => filesOf(join(path, name)));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
