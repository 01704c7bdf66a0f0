import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodes } from '../lib/command';
import { failure, type Failure } from './failure';
import { root } from './paths';

const run = promisify(execFile);

/**
 * Brings `dist/` up to date, beside the kernel's own start. The result is what to call before a cell runs: it
 * waits, and says what the compiler found. While the build fails no cell runs (on stale code it would mislead),
 * and each attempt builds again, so mending `src/` is enough.
 */
export function startBuild(): () => Promise<Failure | undefined> {
  let latest = build();
  return async () => {
    let problem = await latest;
    if (problem && !problem.fresh) problem = await (latest = build());
    if (problem) problem.fresh = false;
    return problem?.failure;
  };
}

interface Problem {
  failure: Failure;
  /** Whether no cell has shown it yet. */
  fresh: boolean;
}

async function build(): Promise<Problem | undefined> {
  try {
    await run(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root });
    return undefined;
  } catch (error) {
    const { stderr, message, code } = error as Error & { stderr?: string; code?: unknown };
    const lines = (stderr || message).trimEnd().split('\n');
    const hint =
      code === exitCodes.failed
        ? 'softmax-lab does not compile: mend src/ and run this cell again'
        : 'softmax-lab cannot be built: see below, and run this cell again';
    return { fresh: true, failure: failure('BuildError', hint, lines) };
  }
}
