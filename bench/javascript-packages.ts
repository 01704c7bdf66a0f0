import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LackingError } from '../scripts/lib/command';
import { build } from '../scripts/lib/paths';

/** The JavaScript libraries that ours is compared with; they are no part of the project's own packages. */
const versions = {
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  '@jax-js/jax': '0.1.25',
};

const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
const folder = join(build, 'bench', wanted.join('+').replace(/[^\w.+-]/g, '-'));
const complete = join(folder, 'complete');

/**
 * Installs them into a folder of `build/`, once.
 * @throws {@link LackingError} if npm cannot
 */
export function installJavaScriptPackages(): void {
  if (existsSync(complete)) return;
  console.log(`Installing ${wanted.join(', ')} into build/bench (310 MB on disk) …`);
  mkdirSync(folder, { recursive: true });
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', '--prefix', folder, ...options, ...wanted], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new LackingError(
      'bench: npm could not install the JavaScript libraries: is the registry reachable? --peers leaves them out.',
    );
  }
  writeFileSync(complete, '');
}

/** Loads one of them. */
export function javaScriptPackage(name: string): unknown {
  return createRequire(join(folder, 'package.json'))(name);
}

/** Of one of them, its version. */
export function javaScriptPackageVersion(name: keyof typeof versions): string {
  return versions[name];
}
