import { writeSync } from 'node:fs';

/** To the terminal that started Jupyter, if it still listens: `process.stderr` belongs to the cells. */
export function log(what: string, error: unknown): void {
  try {
    writeSync(2, `softmax-lab kernel: ${what}: ${error instanceof Error ? error.stack : String(error)}\n`);
  } catch {
    // A closed terminal must not stop the kernel.
  }
}
