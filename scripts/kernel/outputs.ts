import { StringDecoder } from 'node:string_decoder';
import { type Cell, currentCell } from './cells';
import { plainValues } from './plain-values';
import type { Publish } from './shared';
import { setDisplay } from './tslab';

/** Sends what the cells print and display to the front ends, each under the cell that it came from. */
export function connectOutputs(publish: Publish) {
  captureStream('stdout', publish);
  captureStream('stderr', publish);
  const display = (content: Record<string, unknown>, update = false): void => {
    publish({
      type: update ? 'update_display_data' : 'display_data',
      content: {
        data: plainValues(content.data),
        metadata: plainValues(content.metadata),
        transient: plainValues(content.transient),
      },
      parent: currentCell()?.request,
    });
  };
  setDisplay(display);
  const clearOutput = (wait: boolean): void => {
    publish({ type: 'clear_output', content: { wait }, parent: currentCell()?.request });
  };
  return { display, clearOutput };
}

/** Shows an error under its cell. */
export function publishFailure(publish: Publish, cell: Cell, content: Cell['failure'] & object): void {
  publish({ type: 'error', content: { ...content }, parent: cell.request });
}

function captureStream(name: 'stdout' | 'stderr', publish: Publish): void {
  const decoder = new StringDecoder('utf8');
  const write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    if (text !== '') publish({ type: 'stream', content: { name, text }, parent: currentCell()?.request });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  process[name].write = write;
  // Jupyter may run in a terminal, and console.log would colour its output there and not elsewhere.
  Object.defineProperty(process[name], 'isTTY', { value: false });
  delete process.env.FORCE_COLOR;
}
