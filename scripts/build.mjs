/**
 * Builds `dist/` from `src/` when it is missing or `src/` has changed: `node scripts/build.mjs`.
 *
 * Set-up calls it, and the kernel at every start, so that "edit src, restart the kernel" is all there is to it.
 * When nothing changed it only hashes the sources and `dist/`, so that a damaged build is no fresh one. A failing
 * build leaves the previous `dist/` whole; several builds started at once build once.
 */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCommonModules } from './lib/common-modules.mjs';
import { writeEsModules } from './lib/es-modules.mjs';
import { dropHiddenDeclarations } from './lib/hidden-declarations.mjs';
import { LockError, withLock } from './lib/lock.mjs';
import {
  GENERATED_STAMP,
  buildNative,
  nativeStamp,
  stampIsFresh,
  writeStamp,
} from './lib/native-kernels.mjs';
import { remedyOf } from './lib/remedy.mjs';
import { ASSEMBLY, GENERATED, compileKernels, kernelsAreFresh, kernelsHash } from './lib/wasm-kernels.mjs';

const HELP = `Usage: npm run build

Builds dist/ from src/ when it is missing, damaged or src/ has changed. Every other command does so first.

Exit codes: 0 done, 1 src/ does not compile, 2 wrong usage, 3 the environment lacks something.`;

/** The compiler's messages, ready to be shown. */
export class BuildError extends Error {
  name = 'BuildError';
}

/**
 * Brings `dist/` up to date; resolves to whether it had to build.
 * @throws BuildError with the compiler's messages when `src/` does not compile
 */
export async function build(root = dirname(dirname(fileURLToPath(import.meta.url)))) {
  const built = await buildLibrary(root);
  await buildNative(root);
  return built;
}

async function buildLibrary(root) {
  if (isFresh(root, sourceHash(root))) return false;
  const folder = join(root, 'build');
  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, 'dist.lock'), { what: 'build', limitMinutes: 10 }, () => {
    const hash = sourceHash(root);
    if (isFresh(root, hash)) return false; // another process built it while we waited
    sweep(root);
    const staging = join(folder, `dist-${process.pid}`);
    try {
      embedKernels(root);
      compile(root, staging);
      writeFileSync(join(staging, '.stamp'), stampOf(hash, staging));
      swap(staging, join(root, 'dist'), join(folder, `dist-old-${process.pid}`));
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
    return true;
  });
}

/** Removes what killed builds left behind; we hold the lock, so no other is at work. */
function sweep(root) {
  const places = [
    ['build', /^(dist-(old-)?|kernels-)\d+(\.wasm)?$/],
    [dirname(GENERATED), /\.ts\.\d+\.tmp$/],
  ];
  for (const [folder, left] of places) {
    for (const name of namesIn(join(root, folder))) {
      if (left.test(name)) rmSync(join(root, folder, name), { recursive: true, force: true });
    }
  }
}

/** The files that `dist/` is made from; the kernels are compiled apart, and what is made of them is no source. */
function sources(root) {
  const kernels = [ASSEMBLY, GENERATED, GENERATED_STAMP].map((path) => join(root, path));
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !kernels.includes(file) && !kernels.includes(dirname(file)))
    .sort();
}

/** Contents, not times: a checkout or a copy changes every time and no content. */
function sourceHash(root) {
  const hash = createHash('sha256').update(kernelsHash(root)).update(nativeStamp(root));
  const modules = ['common-modules', 'es-modules', 'hidden-declarations'];
  const scripts = [
    'scripts/build.mjs',
    ...modules.map((name) => `scripts/lib/${name}.mjs`),
    'tsconfig.json',
  ].map((name) => join(root, name));
  for (const file of [...scripts, ...sources(root)]) updateWith(hash, root, file);
  return hash.digest('hex');
}

function isFresh(root, hash) {
  if (!kernelsAreFresh(root) || !stampIsFresh(root)) return false;
  const dist = join(root, 'dist');
  try {
    return readFileSync(join(dist, '.stamp'), 'utf8') === stampOf(hash, dist);
  } catch {
    return false; // it is not there, or can't be read
  }
}

/** Stands for the sources and for every file of a build: one that was changed, lost or added is no fresh build. */
function stampOf(hash, dist) {
  const outputs = createHash('sha256');
  const visit = (folder) => {
    if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
    outputs.update(`${relative(dist, folder)}\0folder\0`);
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (!entry.isFile()) visit(path);
      else if (folder !== dist || entry.name !== '.stamp') updateWith(outputs, dist, path);
    }
  };
  visit(dist);
  return `${hash}\n${outputs.digest('hex')}\n`;
}

function updateWith(hash, root, file) {
  const content = readFileSync(file);
  hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
}

function embedKernels(root) {
  try {
    compileKernels(root);
    writeStamp(root);
  } catch (error) {
    throw new BuildError(error.message);
  }
}

function compile(root, outDir) {
  const ts = createRequire(import.meta.url)('typescript'); // half a second: only when there is work for it
  const path = join(root, 'tsconfig.json');
  const config = ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, root);
  const program = ts.createProgram(config.fileNames, { ...config.options, outDir, noEmitOnError: true });
  const emitted = program.emit(undefined, undefined, undefined, true); // the declarations
  const found = [...config.errors, ...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics];
  const errors = ts
    .sortAndDeduplicateDiagnostics(found)
    .filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (errors.length === 0) {
    dropHiddenDeclarations(outDir);
    writeCommonModules(ts, program);
    return writeEsModules(ts, program);
  }
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  };
  throw new BuildError(ts.formatDiagnostics(errors, host).trimEnd());
}

/** Two renames, so that at every moment `dist/` is a whole build (or, for an instant, missing: that heals). */
function swap(staging, dist, old) {
  if (lstatSync(dist, { throwIfNoEntry: false })) renameSync(dist, old);
  renameSync(staging, dist);
  rmSync(old, { recursive: true, force: true });
}

function namesIn(folder) {
  return lstatSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];
}

if (process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  const [arg] = process.argv.slice(2);
  if (arg === '--help' || arg === '-h') {
    console.log(HELP);
    process.exit(0);
  }
  if (arg !== undefined) {
    console.error(`build takes no arguments, got '${arg}'\n\n${HELP}`);
    process.exit(2);
  }
  try {
    if (await build()) console.log('dist/ is built.');
  } catch (error) {
    const remedy = error instanceof LockError ? error.message : remedyOf(error);
    console.error(error instanceof BuildError ? error.message : remedy ? `build: ${remedy}` : error);
    process.exitCode = remedy ? 3 : 1;
  }
}
