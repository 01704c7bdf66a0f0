/**
 * Builds `dist/` from `src/` when it is missing or `src/` has changed: `node scripts/build.mjs`.
 *
 * Set-up calls it, and the kernel at every start, so that "edit src, restart the kernel" is all there is to it.
 * When nothing changed it only hashes the sources. A failing build leaves the previous `dist/` whole; several
 * builds started at once build once.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './lib/lock.mjs';
import { ASSEMBLY, GENERATED, compileKernels, kernelsAreFresh, kernelsHash } from './lib/wasm-kernels.mjs';

/** The compiler's messages, ready to be shown. */
export class BuildError extends Error {
  name = 'BuildError';
}

/**
 * Brings `dist/` up to date; returns whether it had to build.
 * @throws BuildError with the compiler's messages when `src/` does not compile
 */
export function build(root = dirname(dirname(fileURLToPath(import.meta.url)))) {
  if (isFresh(root, sourceHash(root))) return false;
  mkdirSync(join(root, 'build'), { recursive: true });
  return withLock(join(root, 'build', 'dist.lock'), () => {
    const hash = sourceHash(root);
    if (isFresh(root, hash)) return false; // another process built it while we waited
    const staging = join(root, 'build', `dist-${process.pid}`);
    try {
      embedKernels(root);
      compile(root, staging);
      writeFileSync(join(staging, '.stamp'), hash);
      swap(staging, join(root, 'dist'), join(root, 'build', `dist-old-${process.pid}`));
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
    return true;
  });
}

/** The files that `dist/` is made from; the kernels are compiled apart, and what is made of them is no source. */
function sources(root) {
  const kernels = [join(root, ASSEMBLY), join(root, GENERATED)];
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !kernels.includes(file) && !kernels.includes(dirname(file)))
    .sort();
}

/** Contents, not times: a checkout or a copy changes every time and no content. */
function sourceHash(root) {
  const hash = createHash('sha256').update(kernelsHash(root));
  for (const file of [join(root, 'tsconfig.json'), ...sources(root)]) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function isFresh(root, hash) {
  if (!kernelsAreFresh(root)) return false;
  const stamp = join(root, 'dist', '.stamp');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) return false;
  return sources(root).every((file) => {
    const output = join(root, 'dist', relative(join(root, 'src'), file));
    return existsSync(output.replace(/\.ts$/, '.js')) && existsSync(output.replace(/\.ts$/, '.d.ts'));
  });
}

function embedKernels(root) {
  try {
    compileKernels(root);
  } catch (error) {
    throw new BuildError(error.message);
  }
}

function compile(root, outDir) {
  const ts = createRequire(import.meta.url)('typescript'); // half a second: only when there is work for it
  const path = join(root, 'tsconfig.json');
  const config = ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, root);
  const program = ts.createProgram(config.fileNames, { ...config.options, outDir, noEmitOnError: true });
  const emitted = program.emit();
  const found = [...config.errors, ...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics];
  const errors = ts
    .sortAndDeduplicateDiagnostics(found)
    .filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (errors.length === 0) return;
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  };
  throw new BuildError(ts.formatDiagnostics(errors, host).trimEnd());
}

/** Two renames, so that at every moment `dist/` is a whole build (or, for an instant, missing: that heals). */
function swap(staging, dist, old) {
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(staging, dist);
  rmSync(old, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    if (build()) console.log('dist/ is built.');
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
    process.exitCode = 1;
  }
}
