/** What a kernel at rest always has: its sockets, the compiler's file watchers, its signals and standard streams. */
const AT_REST = /Watch|^FSEvent|StatWatcher|Poll|Signal|TTY|Pipe|Immediate/;

/** Whether a cell has left something that will still happen: a timer, a file or a socket being read, a process. */
export function hasPendingWork(): boolean {
  return process.getActiveResourcesInfo().some((kind) => !AT_REST.test(kind));
}
