const HEARTBEAT_MS = 10_000;

/**
 * What several jobs are doing: one line that is rewritten in a terminal; elsewhere (a log) it is printed now
 * and then, so that a long job is seen to be alive.
 */
export interface Status {
  set(job: string, state: string): void;
  /** Ends a job with a line that stays. */
  finish(job: string, line: string): void;
}

export function openStatus(): Status {
  const states = new Map<string, string>();
  const terminal = process.stdout.isTTY;
  let printed = Date.now();
  const line = (): string => [...states].map(([job, state]) => `${job} ${state}`).join('  ·  ');
  const redraw = (): void => {
    if (terminal) process.stdout.write(`\r\u001b[K${line().slice(0, (process.stdout.columns ?? 80) - 1)}`);
    else if (Date.now() - printed > HEARTBEAT_MS) {
      printed = Date.now();
      console.log(`  … ${line()}`);
    }
  };
  return {
    set(job, state) {
      states.set(job, state);
      redraw();
    },
    finish(job, text) {
      states.delete(job);
      if (terminal) process.stdout.write('\r\u001b[K');
      printed = Date.now();
      console.log(text);
      redraw();
    },
  };
}

/** Columns of text under a head, padded to one width each. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, j) => Math.max(name.length, ...rows.map((row) => row[j].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, j) => cell.padEnd(widths[j]))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}
