import { readResult } from './results';
import { sweepTables, type SweepResults } from './sweep/tables';
import { allTables, summaryTables } from './tables';

/** The tables of each page that shows some of `bench/results/`. */
export function pages(): Record<string, Record<string, string>> {
  return {
    'README.md': summaryTables(),
    'bench/README.md': allTables(),
    'examples/sweep/README.md': sweepTables(readResult<SweepResults>('sweep')),
  };
}
