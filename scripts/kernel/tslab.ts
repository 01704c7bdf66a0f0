/** The parts of tslab that the kernel stands on, in one place. */
import { createRequire } from 'node:module';
import type * as ts from 'typescript';
import type { Diagnostic } from 'tslab/dist/converter';

export type { Diagnostic };

const requireFromTslab = createRequire(require.resolve('tslab/package.json'));
const compiler = requireFromTslab.resolve('@tslab/typescript-for-tslab');

/** The compiler that tslab carries (the project's own is the same version): loaded already, so it costs nothing. */
export const typescript = requireFromTslab(compiler) as typeof ts & {
  /** Of the compiler's inside: whether the expression is what an assignment, `++` or a loop's head writes to. */
  isAssignmentTarget(node: ts.Node): boolean;
};

/** `import x = require(…)` in an ES module, which a cell is for the compiler alone. */
const IMPORT_ASSIGNMENT = 1202;

/**
 * tslab asks the compiler for every error of a module and of its declaration file. A cell is neither: what cannot
 * be written in a declaration file (`await import('node:fs')`, a class expression with private members) is none,
 * and what can be written of it is written.
 */
function errorsOf(program: ts.Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[] {
  const emit = program.emit.bind(program) as (...options: unknown[]) => ts.EmitResult;
  program.emit = (...options) => emit(...Array.from({ length: 5 }, (_, i) => options[i] as unknown), true);
  const [cell] = files;
  const last = cell.statements.at(-1); // tslab's list of the cell's names, with a _ too many for `__name`
  const listStart = last && typescript.isExportDeclaration(last) ? last.getStart(cell) : Infinity;
  const errors = files
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .filter(({ code }) => code !== IMPORT_ASSIGNMENT)
    .filter(({ file, start = 0 }) => file !== cell || start < listStart);
  return typescript.sortAndDeduplicateDiagnostics(errors);
}

// The compiler's own exports cannot be replaced, so tslab is given a copy of them.
const loaded = requireFromTslab.cache[compiler];
if (loaded) loaded.exports = { ...typescript, getPreEmitDiagnosticsOfFiles: errorsOf };

export const { createConverter, isCompleteCode, keepNamesInImport } = requireFromTslab(
  './dist/converter',
) as typeof import('tslab/dist/converter');
export const { createExecutor } = requireFromTslab('./dist/executor') as typeof import('tslab/dist/executor');
export const { printQuickInfo } = requireFromTslab('./dist/inspect') as typeof import('tslab/dist/inspect');

/** Lets `tslab.display` of a cell reach the front end through the given function. */
export function setDisplay(write: (content: Record<string, unknown>, update?: boolean) => void): void {
  (requireFromTslab('./dist/jupyter') as { lastWriteDisplayData: unknown }).lastWriteDisplayData = write;
}
