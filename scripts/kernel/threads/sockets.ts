import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { Reply, Router, XPublisher } from 'zeromq';
import { log } from '../log';
import type { Connection } from '../shared';
import type { createCodec } from './message';

/** A reply is handed over at once and none is dropped. */
const REPLYING = { sendTimeout: 0, sendHighWaterMark: 0, linger: 1000 };
/** A broadcast is refused when a reader leaves so many unread, beside the thousand and more on its own side. */
const BROADCASTING = { sendTimeout: 0, sendHighWaterMark: 64, linger: 1000, noDrop: true } as const;

/**
 * The kernel's sockets, as the connection file names them.
 * @param parent - the process that wrote it: a relative path counts from its folder, where its client looks too
 */
export async function openSockets(connection: Connection, parent: number) {
  const sockets = {
    iopub: new XPublisher({ ...BROADCASTING, verbosity: 'allSubs' }),
    shell: new Router(REPLYING),
    control: new Router(REPLYING),
    stdin: new Router(),
    heartbeat: new Reply(),
  };
  const { transport, ip } = connection;
  const place = transport === 'ipc' ? `${resolve(folderOf(parent), ip)}-` : `${ip}:`;
  const address = (port: number): string => `${transport}://${place}${port}`;
  await Promise.all([
    sockets.iopub.bind(address(connection.iopub_port)),
    sockets.shell.bind(address(connection.shell_port)),
    sockets.control.bind(address(connection.control_port)),
    sockets.stdin.bind(address(connection.stdin_port)),
    sockets.heartbeat.bind(address(connection.hb_port)),
  ]);
  return sockets;
}

/** The working folder of a process, where the system tells it; our own otherwise. */
function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return process.cwd();
  }
}

/** Hands on what a socket receives. What cannot be read is told to the terminal. */
export async function receive(
  socket: Router | XPublisher | Reply,
  accept: (frames: Buffer[]) => unknown,
): Promise<void> {
  for await (const frames of socket) {
    try {
      await accept(frames);
    } catch (error) {
      log('a message was dropped', error);
    }
  }
}

/** Tells a front end that from here on it misses nothing; a subscription is a one and its topic. */
export function welcome(
  iopub: XPublisher,
  codec: ReturnType<typeof createCodec>,
  [subscription]: Buffer[],
): Promise<void> | undefined {
  if (subscription[0] !== 1) return undefined;
  const topic = subscription.subarray(1);
  const content = { subscription: topic.toString() };
  return iopub.send(codec.format({ type: 'iopub_welcome', content }, [topic]));
}
