/** Taken when the library is loaded: tests replace it. */
const later = (globalThis as { setImmediate?: (task: () => void) => unknown }).setImmediate;

/**
 * For what synchronous code undoes in a `finally`. The engine ends code at an interrupt (a notebook's, or the timeout of
 * `vm`) without running it; what is still to be undone when that code can no longer be running is left over.
 *
 * @returns a function to call whenever there is something to undo: `undo` runs after the code that runs now. While it is
 * waited for, another call costs nothing
 */
export function afterTurn(undo: () => void): () => void {
  let soon = false;
  let surely = false;
  return () => {
    if (soon) return;
    soon = true;
    void Promise.resolve().then(() => {
      soon = false;
      undo();
    });
    if (surely || !later) return;
    surely = true;
    // An interrupt of a microtask drops all those that wait.
    later(() => {
      surely = soon = false;
      undo();
    });
  };
}
