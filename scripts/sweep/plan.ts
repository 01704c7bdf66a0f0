import { relative } from 'node:path';
import { UsageError } from '../lib/command';
import { root } from '../lib/paths';
import { declaredParameters } from '../rerun/declared-parameters';
import { codeCells, nameOf, parseNotebook, readText, formatJson } from '../rerun/notebook';
import { assignments, valuesFor } from '../rerun/parameters';
import { keyOf, runInputs } from '../rerun/run-key';
import type { Combination } from './combinations';
import { textOf } from './csv';
import type { Request } from './perform';
import { tidyTable } from './tables';

/** A combination of parameters, and the run that it asks for. */
export interface Task {
  /** For people: `seed=1 learningRate=0.1`. */
  label: string;
  parameters: Record<string, unknown>;
  request: Request;
}

export interface Plan {
  /** Of the notebook. */
  name: string;
  tasks: Task[];
}

/**
 * The runs of a notebook with those combinations of parameters, each once.
 * @throws {@link UsageError} if the notebook has no such parameter, or it takes other values
 */
export function planSweep(
  path: string,
  combinations: readonly Combination[],
  { timeout, threads }: Pick<Request, 'timeout' | 'threads'>,
): Plan {
  const notebook = parseNotebook(readText(path), path);
  checkNames(combinations, [...declaredParameters(notebook).keys()]);
  const inside = relative(root, path);
  const elsewhere = inside.startsWith('..');
  for (const cell of codeCells(notebook)) cell.outputs = [];
  const where = elsewhere ? { path, text: formatJson(notebook) } : { path: inside };
  const inputs = runInputs(notebook, undefined);
  const tasks = new Map<string, Task>();
  for (const combination of combinations) {
    const values = valuesFor(notebook, combination, false, '--over');
    const parameters = assignments(values);
    const its = { ...inputs, 'the parameters': parameters ?? '' };
    const key = keyOf(its);
    const request = { ...where, key, inputs: its, parameters, timeout, threads };
    tasks.set(key, { label: labelOf(values), parameters: values, request });
  }
  return { name: nameOf(path), tasks: [...tasks.values()] };
}

function checkNames(combinations: readonly Combination[], declared: readonly string[]): void {
  const names = new Set(combinations.flatMap((combination) => [...combination.keys()]));
  const columns = tidyTable([]).map(({ name }) => name);
  const taken = [...names].find((name) => columns.includes(name));
  if (taken !== undefined)
    throw new UsageError(`the parameter '${taken}' has the name of a column of the results; give it another`);
  const unknown = [...names].find((name) => !declared.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`no parameter '${unknown}'; the notebook has ${declared.join(', ') || 'none'}`);
}

function labelOf(values: Record<string, unknown>): string {
  const words = Object.entries(values).map(([name, value]) => `${name}=${textOf(value)}`);
  return words.join(' ') || 'as it is';
}
