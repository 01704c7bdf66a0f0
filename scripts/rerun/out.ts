import { existsSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LackingError, UsageError } from '../lib/command';
import { makeFolder } from '../lib/make-folder';
import { removeLeftovers, temporaryIn } from '../lib/temporary';

/** More than most executed copies take. */
const PROBE_BYTES = 1 << 20;

/**
 * Sees to it, before anything runs, that the executed copies of `notebooks` can be written to `outputs` below `out`.
 * @throws {@link UsageError} if `out` is no folder or a copy would replace what it must not; {@link LackingError} if
 * the system refuses
 */
export function prepareOut(out: string, notebooks: readonly string[], outputs: readonly string[]): void {
  const above = existing(out);
  if (!statSync(above).isDirectory()) throw new UsageError(`--out ${out}: ${above} is not a folder`);
  const probe = `${temporaryIn(out)}.probe`;
  try {
    makeFolder(out);
    for (const folder of new Set(outputs.map(dirname))) {
      makeFolder(folder);
      removeLeftovers(folder);
    }
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES));
  } catch (error) {
    throw new LackingError(
      `nothing can be written to ${out}: ${(error as Error).message}; choose another --out`,
    );
  } finally {
    rmSync(probe, { force: true });
  }
  const originals = new Set(notebooks.map((path) => realpathSync(path)));
  for (const output of outputs) {
    if (originals.has(join(realpathSync(dirname(output)), basename(output))))
      throw new UsageError(`--out ${out}: the executed copy would replace the notebook itself`);
    if (statSync(output, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`--out ${out}: ${output} is a folder`);
  }
}

/** The path, or the nearest above it that exists. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}
