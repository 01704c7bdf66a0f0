/** What a kernel at rest always has: the compiler's file watchers, its signals and standard streams. */
const AT_REST = /Watch|^FSEvent|StatWatcher|Poll|Signal|TTY|Pipe|Immediate/;
/** The line to the server's thread. */
const OWN_PORTS = 1;

/** Whether a cell has left something that will still happen: a timer, a file or a socket being read, a process. */
export function hasPendingWork(): boolean {
  const pending = process.getActiveResourcesInfo().filter((kind) => !AT_REST.test(kind));
  const ports = pending.filter((kind) => kind === 'MessagePort').length;
  return pending.length - Math.min(ports, OWN_PORTS) > 0;
}
