import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { x } from 'tar';
import { importScript } from '../lib/import-script';
import { npm } from '../lib/npm';
import { root } from '../lib/paths';
import { PLATFORMS, type Platform } from './platforms';

interface Manifest {
  name: string;
  version: string;
  license: string;
  homepage: string;
  bugs: string;
  repository: { type: string; url: string };
  engines: object;
  optionalDependencies?: Record<string, string>;
}

/** How an add-on is compiled: the compiler's command, and what it and the linker are told beside the usual. */
export interface Compilation {
  compiler: readonly string[];
  flags?: readonly string[];
  link?: readonly string[];
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

export function packageName({ name }: Platform): string {
  return `@softmax-lab/native-${name}`;
}

/**
 * Compiles a platform's add-on into `folder`, laid out as its package.
 * @throws Error with what the compiler said
 */
export async function layOut(platform: Platform, folder: string, compilation: Compilation): Promise<void> {
  const { compileNative } = await importScript<{
    compileNative: (
      root: string,
      folder: string,
      options: Compilation & { manifest: object },
    ) => Promise<void>;
  }>('lib/native-kernels.mjs');
  const { version, license, homepage, bugs, repository, engines } = manifestIn(root);
  const { name, os, libc } = platform;
  const manifest = {
    name: packageName(platform),
    version,
    description: `Native kernels of softmax-lab for ${name}.`,
    ...{ homepage, bugs, repository, license, engines },
    os: [os],
    cpu: ['x64'],
    ...(libc && { libc: [libc] }),
    files: ['kernels.node'],
    publishConfig: { access: 'public' },
  };
  await compileNative(root, folder, { ...compilation, manifest });
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(
    join(folder, 'README.md'),
    `# ${packageName(platform)}

The kernels of [softmax-lab](${homepage}) as native code (AVX2, AVX-512) for ${name}. npm installs it with softmax-lab where it fits, and softmax-lab uses it if it is of the same sources and whole: the same numbers as without it, sooner. It has no functions of its own to call, and runs nothing when it is installed.
`,
  );
}

/** Packs a folder into `to`; returns the file's path. */
export async function pack(folder: string, to: string, ...options: string[]): Promise<string> {
  mkdirSync(to, { recursive: true });
  await npm(folder, 'pack', '--pack-destination', to, ...options);
  const { name, version } = manifestIn(folder);
  return join(to, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
}

/**
 * Packs the library, whose packed manifest alone names the native packages: those of the repository's could not be
 * installed before they are published.
 */
export async function packLibrary(folder: string, to: string): Promise<string> {
  const staging = mkdtempSync(join(tmpdir(), 'softmax-lab release '));
  try {
    await x({ file: await pack(folder, staging), cwd: staging });
    const packed = join(staging, 'package');
    const manifest = manifestIn(packed);
    manifest.optionalDependencies = Object.fromEntries(
      PLATFORMS.map((platform) => [packageName(platform), manifest.version]),
    );
    writeFileSync(join(packed, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return await pack(packed, to, '--ignore-scripts');
  } finally {
    rmSync(staging, { recursive: true });
  }
}
