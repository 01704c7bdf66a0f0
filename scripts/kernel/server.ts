import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Reply, Router, XPublisher } from 'zeromq';
import { formatMessage, type Message, type Outgoing, parseMessage } from './message';

/** The connection file that Jupyter writes for the kernel. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  control_port: number;
  stdin_port: number;
  iopub_port: number;
  hb_port: number;
}

/** Broadcasts a message to every front end. */
export type Publish = (message: Outgoing) => void;

/** Answers a request with the reply's content. */
export type Handler = (request: Message) => Promise<Record<string, unknown>> | Record<string, unknown>;

/**
 * After a failed cell the requests that are on their way are let in before the reply is sent: their senders did
 * not know of the failure yet, so they are aborted, and what is sent after the reply is executed.
 */
const ABORT_WINDOW_MS = 50;

/**
 * Every message is handed over at once and none is dropped. Left alone, zeromq.js defers the 513th message of a
 * loop that does not yield and throws at the next one, and ZeroMQ drops what a slow front end has not read.
 */
const SENDING = { sendTimeout: 0, sendHighWaterMark: 0, linger: 1000 };

/**
 * The kernel's sockets. Requests of the shell are answered one after another; those of the control channel at
 * once, also while a cell awaits something.
 * @param handlers - by the type of the request; others are ignored, as the protocol wants
 */
export function createServer(connection: Connection, handlers: Record<string, Handler>) {
  const { key } = connection;
  const iopub = new XPublisher({ ...SENDING, verbosity: 'allSubs' });
  const shell = new Router(SENDING);
  const control = new Router(SENDING);
  const stdin = new Router();
  const heartbeat = new Reply();
  const queue: Message[] = [];
  const aborted = new Set<Message>();
  let draining = false;

  const send = (socket: XPublisher | Router, frames: Buffer[]): void => {
    socket.send(frames).catch((error: unknown) => log('a message could not be sent', error));
  };

  const publish: Publish = (message) => {
    send(iopub, formatMessage(message, [Buffer.from(`kernel.${message.type}`)], key));
  };

  async function answer(socket: Router, request: Message): Promise<void> {
    const type = request.header.msg_type;
    publish({ type: 'status', content: { execution_state: 'busy' }, parent: request });
    try {
      const content = aborted.delete(request) ? { status: 'aborted' } : await handlers[type]?.(request);
      if (content !== undefined) {
        if (content.status === 'error' && request.content.stop_on_error !== false) await abortQueued();
        const reply = { type: type.replace(/request$/, 'reply'), content, parent: request };
        send(socket, formatMessage(reply, request.identities, key));
      }
    } catch (error) {
      log(`a ${type} failed`, error);
    } finally {
      publish({ type: 'status', content: { execution_state: 'idle' }, parent: request });
    }
  }

  async function abortQueued(): Promise<void> {
    await delay(ABORT_WINDOW_MS);
    for (const request of queue) if (request.header.msg_type === 'execute_request') aborted.add(request);
  }

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    for (let request = queue.shift(); request !== undefined; request = queue.shift())
      await answer(shell, request);
    draining = false;
  }

  async function receive(socket: Router, accept: (request: Message) => void): Promise<void> {
    for await (const frames of socket) {
      try {
        accept(parseMessage(frames, key));
      } catch (error) {
        log('a request was dropped', error);
      }
    }
  }

  /** Tells a front end that from here on it misses nothing; a subscription is a one and its topic. */
  async function welcome(): Promise<void> {
    for await (const [subscription] of iopub) {
      if (subscription[0] !== 1) continue;
      const topic = subscription.subarray(1);
      const content = { subscription: topic.toString() };
      send(iopub, formatMessage({ type: 'iopub_welcome', content }, [topic], key));
    }
  }

  async function echo(): Promise<void> {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }

  return {
    publish,

    /** Binds the sockets and starts to answer. */
    async listen(): Promise<void> {
      const address = (port: number): string => `${connection.transport}://${connection.ip}:${port}`;
      await Promise.all([
        iopub.bind(address(connection.iopub_port)),
        shell.bind(address(connection.shell_port)),
        control.bind(address(connection.control_port)),
        stdin.bind(address(connection.stdin_port)),
        heartbeat.bind(address(connection.hb_port)),
      ]);
      const enqueue = (request: Message): void => {
        queue.push(request);
        void drain();
      };
      void receive(shell, enqueue);
      void receive(control, (request) => void answer(control, request));
      void welcome();
      void echo();
    },

    /** Closes the sockets; what has been sent is still delivered. */
    close(): void {
      for (const socket of [iopub, shell, control, stdin, heartbeat]) socket.close();
    },
  };
}

/** To the terminal that started Jupyter: `process.stderr` belongs to the cells. */
export function log(what: string, error: unknown): void {
  writeSync(2, `softmax-lab kernel: ${what}: ${error instanceof Error ? error.stack : String(error)}\n`);
}
