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
  const jobs = new Map<string, { state: string; since: number }>();
  const terminal = process.stdout.isTTY;
  let printed = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const line = (): string =>
    [...jobs].map(([job, { state, since }]) => `${job} ${state}${age(since)}`).join('  ·  ');
  const redraw = (): void => {
    if (terminal) process.stdout.write(`\r\u001b[K${line().slice(0, (process.stdout.columns ?? 80) - 1)}`);
    else if (Date.now() - printed > HEARTBEAT_MS) {
      printed = Date.now();
      console.log(`  … ${line()}`);
    }
  };
  return {
    set(job, state) {
      jobs.set(job, { state, since: Date.now() });
      timer ??= setInterval(redraw, 1000).unref();
      redraw();
    },
    finish(job, text) {
      jobs.delete(job);
      if (terminal) process.stdout.write('\r\u001b[K');
      printed = Date.now();
      console.log(text);
      if (jobs.size > 0) return redraw();
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** A state that lasts is seen to last. */
function age(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 5 ? '' : ` (${seconds} s)`;
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
