/** The parts of tslab that the kernel stands on, in one place. */
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import type * as ts from 'typescript';
import type { Diagnostic } from 'tslab/dist/converter';
import { root } from './paths';

export type { Diagnostic };

const requireFromTslab = createRequire(require.resolve('tslab/package.json'));
const compiler = requireFromTslab.resolve('@tslab/typescript-for-tslab');

/** The compiler that tslab carries (the project's own is the same version): loaded already, so it costs nothing. */
export const typescript = requireFromTslab(compiler) as typeof ts & {
  /** Of the compiler's inside: whether the expression is what an assignment, `++` or a loop's head writes to. */
  isAssignmentTarget(node: ts.Node): boolean;
};

/** Libraries stay what they are when the kernel starts, for the compiler as for the cells; a file beside a notebook may change. */
const libraries = [`${join(root, 'dist').replaceAll(sep, '/')}/`, '/node_modules/'];
for (const name of ['watchFile', 'watchDirectory'] as const) {
  const watch = typescript.sys[name] as (path: string, ...how: unknown[]) => ts.FileWatcher;
  typescript.sys[name] = (path: string, ...how: unknown[]) =>
    libraries.some((library) => `${path}/`.includes(library))
      ? { close: () => undefined }
      : watch(path, ...how);
}

/** tslab holds one timer, for the next program. What was not found is looked for anew before it, whatever the other says. */
const createWatchCompilerHost = (...given: Parameters<typeof ts.createWatchCompilerHost>) => {
  const host = typescript.createWatchCompilerHost(...given);
  const [setTimer, clearTimer] = [host.setTimeout!, host.clearTimeout!];
  const other = {};
  host.setTimeout = (callback, ...rest: [number]) =>
    callback.name === 'updateProgramWithWatchStatus' ? (setTimer(callback, ...rest) as unknown) : other;
  host.clearTimeout = (timer) => void (timer !== other && clearTimer(timer));
  return host;
};

type Check = (program: ts.Program, files: readonly ts.SourceFile[]) => readonly ts.Diagnostic[];
let check: Check = () => [];
// tslab's converter gets a copy of the compiler: the exports of the original cannot be replaced.
const loaded = requireFromTslab.cache[compiler];
const getPreEmitDiagnosticsOfFiles: Check = (program, files) => check(program, files);
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
