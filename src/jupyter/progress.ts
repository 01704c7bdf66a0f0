import { findChannel } from './channel';

export interface ProgressOptions {
  /** What is being done; 'progress' by default. */
  label?: string;
  /** How many items come, where the iterable has no `length`. */
  total?: number;
}

/**
 * Passes on the items of an iterable and shows how far it is: a bar that ends in the fixed text `label: n/n`.
 * With `for await` it lets the kernel send the bar and take an interrupt between items.
 * @example
 * let steps = 0;
 * for await (const epoch of progress([1, 2, 3], { label: 'epochs' })) steps += epoch;
 * steps // 6
 */
export function progress<T>(
  items: Iterable<T>,
  options: ProgressOptions = {},
): Iterable<T> & AsyncIterable<T> {
  const { label = 'progress', total = lengthOf(items) } = options;
  return {
    *[Symbol.iterator]() {
      const bar = openBar(label, total);
      try {
        for (const item of items) {
          yield item;
          bar.advance();
        }
      } finally {
        bar.close();
      }
    },
    async *[Symbol.asyncIterator]() {
      for (const item of this as Iterable<T>) {
        yield item;
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
  };
}

const INTERVAL_MS = 200;
let bars = 0;

function openBar(label: string, total: number | undefined): { advance(): void; close(): void } {
  const write = openLine();
  let done = 0;
  let drawn = 0;
  write(lineOf(label, done, total));
  return {
    advance() {
      done += 1;
      // How often it is drawn depends on the clock, the last text does not.
      if (Date.now() - drawn < INTERVAL_MS) return;
      drawn = Date.now();
      write(lineOf(label, done, total));
    },
    close: () => write(total === undefined ? `${label}: ${done}` : `${label}: ${done}/${total}`, true),
  };
}

/** A line that is rewritten in place: in the notebook, in a terminal, or (printed once, at the end) elsewhere. */
function openLine(): (text: string, last?: boolean) => void {
  const channel = findChannel();
  if (channel) {
    const transient = { display_id: `softmax-lab-progress-${++bars}` };
    let update = false;
    return (text) => {
      channel.display({ data: { 'text/plain': text }, metadata: {}, transient }, update);
      update = true;
    };
  }
  const terminal = typeof process !== 'undefined' && process.stdout?.isTTY;
  return (text, last = false) => {
    if (terminal) process.stdout.write(`\r\u001b[K${text}${last ? '\n' : ''}`);
    else if (last) console.log(text);
  };
}

function lineOf(label: string, done: number, total: number | undefined): string {
  if (!total) return `${label}: ${done}`;
  const filled = Math.round((20 * done) / total);
  return `${label}: ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${done}/${total}`;
}

function lengthOf(items: Iterable<unknown>): number | undefined {
  const { length, size } = items as { length?: number; size?: number };
  return length ?? size;
}
