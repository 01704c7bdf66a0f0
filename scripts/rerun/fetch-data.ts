import { DatasetError, datasets } from 'softmax-lab';
import { neededBy } from '../data/needed-by';
import { interruptible } from '../lib/interrupt';

/**
 * Fetches what notebooks need, with its progress, before several of them ask for it at the same time in silence. What can't
 * be had is told; the cells that load it will fail.
 */
export async function fetchData(paths: readonly string[]): Promise<void> {
  const names = new Set(paths.flatMap(neededByReadable));
  await interruptible(async (signal) => {
    for (const name of names) {
      try {
        await datasets.ensure(name, { report: console.log, signal });
      } catch (error) {
        if (signal.aborted || !(error instanceof DatasetError)) throw error;
        console.error(error.message);
      }
    }
  });
}

/** What is wrong with a notebook's file, its run will say. */
function neededByReadable(path: string): string[] {
  try {
    return neededBy([path]);
  } catch {
    return [];
  }
}
