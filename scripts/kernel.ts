/**
 * The Jupyter kernel of the notebooks: tslab's TypeScript cells, with errors, results, history and late errors
 * told to Jupyter as its protocol has them, and `dist/` built when `src/` has changed. Jupyter starts it with
 * the path of a connection file. Cells run on this thread, the protocol is spoken on another, and a third one waits
 * for signals.
 */
import { readFileSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { type Connection, type ServerData, Shared } from './kernel/shared';
import { service, startThread } from './kernel/start-thread';

async function main(): Promise<void> {
  const connectionFile = process.argv[2];
  if (!connectionFile) {
    console.error('Jupyter starts this kernel; by hand: kernel.ts CONNECTION_FILE');
    process.exit(2);
  }
  const shared = new Int32Array(new SharedArrayBuffer(Shared.Places * Int32Array.BYTES_PER_ELEMENT));
  const orders = new MessageChannel();
  const signals = new MessageChannel();
  const data: ServerData = {
    connection: JSON.parse(readFileSync(connectionFile, 'utf8')) as Connection,
    orders: orders.port2,
    signals: signals.port2,
    shared,
    parent: process.ppid,
    typescript: service.ts.version,
  };
  startThread('server', data, [data.orders, data.signals]);
  startThread('signals', { signals: signals.port1 }, [signals.port1]);
  const { startExecution } = await import('./kernel/start-execution');
  startExecution(orders.port1, shared);
}

void main();
