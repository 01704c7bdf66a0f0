import { join, sep } from 'node:path';
import type ts from 'typescript';
import { root } from './paths';
import type { typescript } from './tslab';

type Compiler = typeof typescript;

/** A kernel stays with the libraries that it started with, for the compiler as for the cells. Files beside a notebook may change. */
const LIBRARIES = [`${join(root, 'dist').replaceAll(sep, '/')}/`, '/node_modules/'];
const isOfLibrary = (path: string): boolean => LIBRARIES.some((library) => `${path}/`.includes(library));
const NOT_WATCHED: ts.FileWatcher = { close: () => undefined };

/** What gives tslab's converter the host by which the compiler follows the cells and the files that they import. */
export function watchHostMaker(compiler: Compiler) {
  const { sys } = compiler;
  const own = { ...sys };
  sys.watchFile = (path, ...how) => (isOfLibrary(path) ? NOT_WATCHED : own.watchFile!(path, ...how));
  sys.watchDirectory = (path, ...how) =>
    isOfLibrary(path) ? NOT_WATCHED : own.watchDirectory!(path, ...how);

  const createProgram: ts.CreateProgram<ts.BuilderProgram> = (...how) => {
    const builder = compiler.createAbstractBuilder(...how);
    const program = builder.getProgram();
    for (const name of program.getRootFileNames()) {
      const file = program.getSourceFile(name);
      if (file) compiler.bindSourceFile(file, program.getCompilerOptions()); // tslab looks at what it declares
    }
    return { ...builder, getAllDependencies: (file: ts.SourceFile) => dependencies(program, file) };
  };

  return (
    files: string[],
    options: ts.CompilerOptions,
    system: ts.System,
    _: unknown,
    ...reporters: [ts.DiagnosticReporter, ts.WatchStatusReporter]
  ) => {
    const host = compiler.createWatchCompilerHost(files, options, system, createProgram, ...reporters);
    // tslab holds one timer, for the next program. What was not found is looked for anew before it, whatever the other says.
    const timers = { ...host };
    const other = {};
    host.setTimeout = (callback, ...rest: [number]) =>
      callback.name === 'updateProgramWithWatchStatus'
        ? (timers.setTimeout?.(callback, ...rest) as unknown)
        : other;
    host.clearTimeout = (timer) => {
      if (timer !== other) timers.clearTimeout?.(timer);
    };
    return host;
  };
}

/**
 * A file and the sources that it imports, and so on. The builder that tslab would take looks for those of every
 * declaration file too, which takes it half of a cell's time.
 */
function dependencies(program: ts.Program, from: ts.SourceFile): string[] {
  const checker = program.getTypeChecker();
  const found = new Set([from]);
  for (const file of found) {
    if (file.isDeclarationFile) continue;
    const { imports } = file as unknown as { imports: ts.StringLiteral[] };
    for (const name of imports)
      for (const declaration of checker.getSymbolAtLocation(name)?.declarations ?? [])
        found.add(declaration.getSourceFile());
  }
  return [...found].map(({ fileName }) => fileName);
}
