/** How long training may keep the event loop waiting, in milliseconds. */
const INTERVAL = 50;

/**
 * A function to await between batches. It lets the event loop run when {@link INTERVAL} has passed, so that a
 * notebook's kernel hears an interrupt; awaiting promises alone would not let it.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < INTERVAL) return;
    await new Promise<void>((resolve) => {
      if (typeof setImmediate === 'function') setImmediate(resolve);
      else setTimeout(resolve, 0); // in a browser
    });
    last = performance.now();
  };
}
