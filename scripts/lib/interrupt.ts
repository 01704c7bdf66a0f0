/** What a command ends with when a signal ends it, as shells say it: 128 and the signal's number. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof codes;
const signals = Object.keys(codes) as Signal[];

/** Longer than anything takes that is stopped in good order. */
const GRACE_MS = 10_000;

const parent = process.ppid;
const running = new Set<{ abort: AbortController; result: Promise<unknown> }>();
let watch: NodeJS.Timeout | undefined;
let ending = false;

/**
 * Runs something that the given signal stops: it aborts, and its end is awaited for some seconds, when a signal
 * ends the command or the npm that runs it was killed (which npm does not pass on). As long as nothing of the kind
 * runs, a signal ends the process at once, whatever it computes.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (running.size === 0) {
    for (const signal of signals) process.on(signal, end);
    if (process.env.npm_lifecycle_event !== undefined) {
      watch = setInterval(() => process.ppid !== parent && end('SIGTERM'), 500).unref();
    }
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
