/** The parts of tslab that the kernel stands on, in one place. */
import { createRequire } from 'node:module';
import type * as ts from 'typescript';

export { createConverter, isCompleteCode, type Diagnostic } from 'tslab/dist/converter';
export { createExecutor } from 'tslab/dist/executor';
export { printQuickInfo } from 'tslab/dist/inspect';

const requireFromTslab = createRequire(require.resolve('tslab/package.json'));

/** The compiler that tslab carries (the project's own is the same version): loaded already, so it costs nothing. */
export const typescript = requireFromTslab('@tslab/typescript-for-tslab') as typeof ts;

/** Lets `tslab.display` of a cell reach the front end through the given function. */
export function setDisplay(write: (content: Record<string, unknown>, update?: boolean) => void): void {
  (requireFromTslab('./dist/jupyter') as { lastWriteDisplayData: unknown }).lastWriteDisplayData = write;
}
