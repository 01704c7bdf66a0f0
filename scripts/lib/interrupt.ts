import { readFileSync } from 'node:fs';

/** What a command ends with when a signal ends it, as shells say it: 128 and the signal's number. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof codes;
const signals = Object.keys(codes) as Signal[];

/** Longer than anything takes that is stopped in good order. */
const GRACE_MS = 10_000;

/** How often it is looked whether those who started us still live. */
const WATCH_MS = 500;

const parents = parentsNow();
const running = new Set<{ abort: AbortController; result: Promise<unknown> }>();
let watch: NodeJS.Timeout | undefined;
let ending = false;

/**
 * Runs something that the given signal stops: it aborts, and its end is awaited for some seconds, when a signal
 * ends the command, or whoever started it is no more: an engine whose worker was killed starts the same run elsewhere.
 * As long as nothing of the kind runs, a signal ends the process at once, whatever it computes.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (running.size === 0) {
    for (const signal of signals) process.on(signal, end);
    watch = setInterval(() => parentsNow() !== parents && end('SIGTERM'), WATCH_MS).unref();
  }
  const abort = new AbortController();
  const one = { abort, result: run(abort.signal) };
  running.add(one);
  try {
    return await one.result;
  } finally {
    if (abort.signal.aborted) await new Promise(() => undefined); // the process is about to end
    running.delete(one);
    if (running.size === 0) {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, end);
    }
  }
}

function end(signal: Signal): void {
  if (ending) return;
  ending = true;
  const exit = (): never => process.exit(codes[signal]);
  setTimeout(exit, GRACE_MS);
  for (const { abort } of running) abort.abort();
  void Promise.allSettled([...running].map(({ result }) => result)).then(exit);
}

/** The process that started us; npm starts a shell that does, and may die without a word to it. */
function parentsNow(): string {
  const parent = process.ppid;
  if (process.platform !== 'linux' || process.env.npm_lifecycle_event === undefined) return `${parent}`;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    // After the name, which may hold anything: state, parent.
    return `${parent} of ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return `${parent}`;
  }
}
