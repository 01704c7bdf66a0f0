/// <reference lib="dom" />
/**
 * Threads and WebAssembly's shared memory need a page that is isolated from others by two headers. A plain host sends
 * none: the book's service worker adds them, from the next loading on. It also keeps what was read for when there is
 * no network.
 */
const PENDING = 'softmax-lab-run';

export function registerOffline(): void {
  if (!location.protocol.startsWith('http')) return;
  // Refused where storage is: then the book reads as well, and runs in plain loops.
  (navigator as Partial<Navigator>).serviceWorker?.register('../offline.js').catch(() => undefined);
}

/**
 * Loads the page anew where that makes it isolated; the cell runs after it. Resolves to whether the page goes.
 * @param what - id of the cell, or `all`
 */
export async function isolate(what: string): Promise<boolean> {
  if (crossOriginIsolated || !location.protocol.startsWith('http')) return false;
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (!workers) return false;
  try {
    if (sessionStorage.getItem(PENDING) !== null) return false; // it did not help
    const ready = workers.ready.then(() => true);
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3000));
    if (!(await Promise.race([ready, late]))) return false;
    sessionStorage.setItem(PENDING, what);
    location.reload();
    return true;
  } catch {
    return false;
  }
}

/** What was to run when the page was loaded anew. */
export function takePending(): string | undefined {
  try {
    const what = sessionStorage.getItem(PENDING) ?? undefined;
    if (crossOriginIsolated) sessionStorage.removeItem(PENDING);
    return what;
  } catch {
    return undefined;
  }
}
