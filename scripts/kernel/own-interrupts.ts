/**
 * Takes SIGINT from Node, whose listeners would keep it from the thread that waits for it. The result is to be
 * called on each interrupt and tells the listeners that cells have added.
 */
export function ownInterrupts(): () => void {
  const events = process as NodeJS.EventEmitter;
  for (const event of ['newListener', 'removeListener']) {
    for (const listener of events.listeners(event)) {
      events.off(event, listener as () => void);
      events.on(event, (name: string, ...rest: unknown[]) => {
        if (name !== 'SIGINT') listener.call(process, name, ...rest);
      });
    }
  }
  // A listener says that an interrupt does not end this process. `breakOnSigint` loses it with code that is ended.
  const listen = (): unknown => events.listeners('SIGINT').includes(nothing) || events.on('SIGINT', nothing);
  listen();
  return () => {
    listen();
    events.emit('SIGINT', 'SIGINT');
  };
}

function nothing(): void {
  // The kernel is told otherwise.
}
