import { OptionError } from '../core';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import type { EnsuredFile } from './fetch-files';
import { packagedPath, readPackagedFile } from './packaged-file';
import { PACKAGED, REMOTE } from './registry';
import { checkOptions, describe } from '../core/checks';

/** The data sets with files, by the names that {@link ensure} and `npm run data` take. */
export const names: readonly string[] = [...PACKAGED, ...REMOTE].map((record) => record.name);

/**
 * Sees to it that a data set's files are here and whole: verifies the packaged ones, fetches the others into
 * the cache if need be.
 *
 * @returns the verified files
 * @throws {@link OptionError} for an unknown name; {@link DatasetError} if the files can't be had
 * @example
 * await datasets.ensure('mnist', { report: console.log });
 */
export async function ensure(name: string, options: EnsureOptions = {}): Promise<EnsuredFile[]> {
  checkOptions('ensure', options, ENSURE_OPTIONS);
  const packaged = PACKAGED.find((record) => record.name === name);
  if (packaged) return [{ path: packagedPath(packaged), bytes: readPackagedFile(packaged) }];
  const remote = REMOTE.find((record) => record.name === name);
  if (remote) return [...(await ensureRemote(remote, options)).values()];
  throw new OptionError(`ensure: unknown data set ${describe(name)}; there are ${names.join(', ')}`);
}
