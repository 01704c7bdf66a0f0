import { join } from 'node:path';
import { writeWhole } from '../lib/temporary';
import type { Plan } from './plan';
import type { SweepEnd } from './run';
import { writeTables } from './tables';

/** Writes the tables of a sweep and an account of it into `out`, and says what there is and what failed. */
export async function report({ name, tasks }: Plan, end: SweepEnd, out: string): Promise<void> {
  const { results, failures } = end;
  await writeTables(out, results);
  const failed = failures.map(({ task, message }) => ({ parameters: task.label, message }));
  const account = { notebook: name, runs: tasks.length, whole: results.length, failed };
  writeWhole(join(out, 'sweep.json'), `${JSON.stringify(account, null, 2)}\n`);
  const files = 'results.csv, results.parquet and summary.csv';
  console.log(`\n${results.length} of ${tasks.length} runs are whole; ${files} are in ${out}`);
  if (failures.length > 0) console.log(`\n${failures.length} failed:`);
  for (const { task, message } of failures) console.log(`✗ ${task.label}: ${message.split('\n')[0]}`);
}
