import { setTimeout as delay } from 'node:timers/promises';
import { type Cell, currentCell } from './cells';
import { describeError, type Failure } from './failure';
import { log } from './log';
import { hasPendingWork } from './pending-work';

const SETTLE_MS = 2000;
const POLL_MS = 10;

/**
 * Catches what is thrown where nobody catches it: in a timer's callback, in a promise that nobody awaits. The
 * kernel survives. The error is shown under its cell; it fails the cell when that is still running, and is kept
 * for `settle` otherwise.
 * @param report - shows an error under a cell
 */
export function watchLateErrors(report: (cell: Cell, failure: Failure) => void) {
  const late: string[] = [];
  const onError = (error: unknown): void => {
    const cell = currentCell();
    if (cell === undefined) return log('an error before the first cell', error);
    const failure = describeError(error);
    report(cell, failure);
    if (cell.running) cell.failure ??= failure;
    else late.push(`${cell.label}, after its end: ${failure.traceback.join('\n')}`);
  };
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);

  return {
    /**
     * Waits until nothing is pending, at most two seconds, then throws what had gone wrong since the last call
     * after the end of its cell.
     */
    settle: async (): Promise<void> => {
      const deadline = performance.now() + SETTLE_MS;
      do await delay(POLL_MS);
      while (hasPendingWork() && performance.now() < deadline);
      const errors = late.splice(0);
      if (errors.length === 0) return;
      throw Object.assign(new Error(errors.join('\n')), { name: 'LateError' });
    },
  };
}
