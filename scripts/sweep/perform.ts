import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from '../lib/make-folder';
import { build, root } from '../lib/paths';
import { removeLeftovers, temporaryIn } from '../lib/temporary';
import { describeFailure, execute } from '../rerun/execute';
import { parseNotebook, readText } from '../rerun/notebook';
import { claimsOf, recordsOf, type Claim, type Recorded } from '../rerun/outputs';
import { keyOf, projectInputs, runInputs, type RunInputs } from '../rerun/run-key';
import { threadsOf } from '../rerun/threads';

/** A run as it is asked for; any checkout of the same version can perform it. */
export interface Request {
  key: string;
  /** What the key was made of, to say why another's is another. */
  inputs: RunInputs;
  /** Of the notebook, relative to the project. */
  path: string;
  /** The notebook's, where a checkout does not have it. */
  text?: string;
  /** Code that assigns the parameters. */
  parameters?: string;
  /** Seconds a cell may take. */
  timeout: number;
  /** That kernels may use. */
  threads: number;
}

/** What a run made. */
export interface Outcome {
  seconds: number;
  claims: Claim[];
  records: Recorded[];
  failure?: string;
  /** The executed copy. */
  notebook: string;
}

export interface PerformOptions {
  onCell?: (index: number, count: number) => void;
  signal?: AbortSignal;
}

/** A checkout is not of the version that a run is asked of; the message says what differs. */
export class VersionError extends Error {
  override name = 'VersionError';
}

/**
 * Performs a run, if this checkout is of the version that it is asked of, before and after.
 * @throws {@link VersionError} if it isn't; an Error that says what kept the notebook from running
 */
export async function perform(request: Request, options: PerformOptions = {}): Promise<Outcome> {
  const path = resolve(root, request.path);
  const text = request.text ?? readText(path);
  const check = (when: string): void => {
    const inputs = runInputs(parseNotebook(text, path), request.parameters, projectInputs());
    if (keyOf(inputs) === request.key) return;
    throw new VersionError(`${hostname()}:${root} ${when}: ${differing(inputs, request.inputs)}`);
  };
  check('has another version of the project than the sweep');
  const folder = join(build, 'runs');
  makeFolder(folder);
  removeLeftovers(folder);
  const scratch = temporaryIn(folder);
  try {
    const output = join(scratch, 'notebook.ipynb');
    const { key, parameters, timeout } = request;
    const env = threadsOf(request.threads);
    const { notebook, seconds, failure } = await execute(path, text, output, {
      key,
      parameters,
      timeout,
      env,
      ...options,
    });
    check('was changed while the notebook ran');
    return {
      seconds,
      claims: claimsOf(notebook),
      records: recordsOf(notebook),
      failure: failure && describeFailure(path, failure),
      notebook: readFileSync(output, 'utf8'),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function differing(here: RunInputs, there: RunInputs): string {
  const short = (input: string): string => (/^[0-9a-f]{64}$/.test(input) ? input.slice(0, 8) : input);
  const names = Object.keys(there).filter((name) => here[name] !== there[name]);
  return names.map((name) => `${name} should be ${short(there[name])}, is ${short(here[name])}`).join('; ');
}
