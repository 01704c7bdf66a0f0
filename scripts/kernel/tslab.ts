/** The parts of tslab that the kernel stands on, in one place. */
import { createRequire } from 'node:module';
import type * as ts from 'typescript';
import type { Diagnostic } from 'tslab/dist/converter';
import { watchHostMaker } from './watch-host';

export type { Diagnostic };

const requireFromTslab = createRequire(require.resolve('tslab/package.json'));
const compiler = requireFromTslab.resolve('@tslab/typescript-for-tslab');

/** The compiler that tslab carries (the project's own is the same version): loaded already, so it costs nothing. */
export const typescript = requireFromTslab(compiler) as typeof ts & {
  /** Of the compiler's inside: whether the expression is what an assignment, `++` or a loop's head writes to. */
  isAssignmentTarget(node: ts.Node): boolean;
  /** Of the compiler's inside: finds what a file declares, once. */
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
};

type Check = (program: ts.Program, files: readonly ts.SourceFile[]) => readonly ts.Diagnostic[];
let check: Check = () => [];
// tslab's converter gets a copy of the compiler: the exports of the original cannot be replaced.
const loaded = requireFromTslab.cache[compiler];
const getPreEmitDiagnosticsOfFiles: Check = (program, files) => check(program, files);
const createWatchCompilerHost = watchHostMaker(typescript);
if (loaded) loaded.exports = { ...typescript, getPreEmitDiagnosticsOfFiles, createWatchCompilerHost };

/** Lets the function find the errors of a cell, the first of the files, just before tslab emits it. */
export function setCheck(find: Check): void {
  check = find;
}

export const { createConverter, isCompleteCode, keepNamesInImport } = requireFromTslab(
  './dist/converter',
) as typeof import('tslab/dist/converter');
export const { createExecutor } = requireFromTslab('./dist/executor') as typeof import('tslab/dist/executor');
export const { printQuickInfo } = requireFromTslab('./dist/inspect') as typeof import('tslab/dist/inspect');

/** Lets `tslab.display` of a cell reach the front end through the given function. */
export function setDisplay(write: (content: Record<string, unknown>, update?: boolean) => void): void {
  (requireFromTslab('./dist/jupyter') as { lastWriteDisplayData: unknown }).lastWriteDisplayData = write;
}
