/** What a command ends with when a signal ends it, as shells say it: 128 and the signal's number. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof codes;
const signals = Object.keys(codes) as Signal[];

/** Longer than anything takes that is stopped in good order. */
const GRACE_MS = 10_000;

const parent = process.ppid;
const stops = new Set<() => unknown>();
let watch: NodeJS.Timeout | undefined;
let ending = false;

/**
 * Has `stop` called, and awaited for some seconds, when a signal ends the command or the npm that runs it was
 * killed (which npm does not pass on). As long as nothing is to be stopped, a signal ends the process at once,
 * whatever it computes.
 *
 * @returns a function that takes `stop` back; once a signal has come, it waits for the process to end
 */
export function whenInterrupted(stop: () => unknown): () => Promise<void> {
  if (stops.size === 0) {
    for (const signal of signals) process.on(signal, end);
    if (process.env.npm_lifecycle_event !== undefined) {
      watch = setInterval(() => process.ppid !== parent && end('SIGTERM'), 500).unref();
    }
  }
  stops.add(stop);
  return async () => {
    if (ending) await new Promise(() => undefined);
    stops.delete(stop);
    if (stops.size > 0) return;
    clearInterval(watch);
    for (const signal of signals) process.off(signal, end);
  };
}

function end(signal: Signal): void {
  const exit = (): never => process.exit(codes[signal]);
  if (ending) return;
  ending = true;
  setTimeout(exit, GRACE_MS);
  void Promise.allSettled([...stops].map((stop) => stop())).then(exit);
}
