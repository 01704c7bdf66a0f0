/**
 * The thread that speaks the Jupyter protocol. Cells run on the main thread: whatever one does there, loop without
 * end or replace `JSON` and `Promise`, the front ends are answered from here, and the kernel ends with Jupyter.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Router } from 'zeromq';
import { log } from '../log';
import { type Notice, type Order, type Outgoing, type ServerData, Shared } from '../shared';
import { createAnswers } from './answers';
import { createBroadcast } from './broadcast';
import { createHistory } from './history';
import { createInterrupt } from './interrupt';
import { createCodec, type Message } from './message';
import { openSockets, receive, welcome } from './sockets';

type Content = Record<string, unknown>;

/**
 * After a failed cell the requests that are on their way are let in before the reply is sent: their senders did
 * not know of the failure yet, so they are aborted, and what is sent after the reply is executed.
 */
const ABORT_WINDOW_MS = 50;
const ORPHAN_POLL_MS = 1000;
const EXIT_DELAY_MS = 100;
const EXIT_LIMIT_MS = 2000;
/** What the main thread answers. */
const ORDERED = new Set(['execute_request', 'complete_request', 'inspect_request', 'is_complete_request']);

const { connection, orders, signals, shared, parent, typescript } = workerData as ServerData;

async function main(): Promise<void> {
  const codec = createCodec(connection);
  const sockets = await openSockets(connection, parent);
  const history = createHistory();
  const queue: { request: Message; socket: Router }[] = [];
  const aborted = new Set<Message>();
  let draining = false;
  let ordered: { request: Message; id: number; resolve: (content: Content) => void } | undefined;
  let orderCount = 0;

  const order = (what: Order): void => orders.postMessage(what);
  const broadcast = createBroadcast(sockets.iopub, codec, (size) => {
    Atomics.sub(shared, Shared.Unsent, size);
    Atomics.notify(shared, Shared.Unsent);
  });
  const publish = broadcast.publish.bind(broadcast);

  const { interrupt, rest } = createInterrupt({
    shared,
    ask: (id) => order({ interrupt: id }),
    running: () => ordered?.id,
    giveUp: (seconds) => void giveUp(seconds),
  });

  let ready = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (ready = resolve));
  const answers = createAnswers({ history, publish, interrupt, shutDown, typescript, loaded });

  /** Ends the process, after what is being sent, and also where the main thread does not listen. */
  function shutDown(): void {
    setTimeout(() => order('exit'), EXIT_DELAY_MS); // the reply goes first
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_LIMIT_MS);
  }

  /** Sends the rest and lets the thread end. */
  async function close(): Promise<void> {
    await broadcast.sent();
    for (const socket of Object.values(sockets)) socket.close(); // lingers
    clearInterval(orphanWatch);
    orders.close();
    signals.close();
  }

  async function giveUp(seconds: number): Promise<void> {
    const ename = 'KernelEnded';
    const evalue = `the cell could not be interrupted within ${seconds} s: the kernel ends, and its variables are lost`;
    const content = { ename, evalue, traceback: [`${ename}: ${evalue}`] };
    publish({ type: 'error', content, parent: ordered?.request });
    ordered?.resolve({ status: 'error', execution_count: 0, ...content });
    await delay(EXIT_DELAY_MS);
    await close();
    await delay(EXIT_DELAY_MS);
    process.kill(process.pid, 'SIGKILL');
  }

  function handle(request: Message): Promise<Content> | Content | undefined {
    if (aborted.delete(request)) return { status: 'aborted' };
    const { msg_type } = request.header;
    if (!ORDERED.has(msg_type)) return answers.get(msg_type)?.(request);
    if (typeof request.content.code !== 'string')
      throw new TypeError(
        `${msg_type}: content.code should be a string, got ${JSON.stringify(request.content.code)}`,
      );
    return new Promise((resolve) => {
      const { header, content } = request;
      const id = orderCount++;
      ordered = {
        request,
        id,
        resolve: (reply) => {
          ordered = undefined;
          resolve(reply);
        },
      };
      order({ request: { header, content }, id });
    });
  }

  async function answer({ request, socket }: { request: Message; socket: Router }): Promise<void> {
    publish({ type: 'status', content: { execution_state: 'busy' }, parent: request });
    let content: Content | undefined;
    try {
      content = await handle(request);
    } catch (error) {
      content = { status: 'error', ...failureOf(error) };
    }
    if (content !== undefined) {
      if (request.header.msg_type === 'execute_request') {
        remember(request.content, content);
        if (content.status === 'error' && request.content.stop_on_error !== false) await abortQueued();
      }
      const type = request.header.msg_type.replace(/request$/, 'reply');
      socket
        .send(codec.format({ type, content, parent: request }, request.identities))
        .catch((error: unknown) => log('a reply could not be sent', error));
    }
    publish({ type: 'status', content: { execution_state: 'idle' }, parent: request });
  }

  let result: string | null = null;
  function remember({ code, silent, store_history }: Content, { execution_count }: Content): void {
    if (silent !== true && store_history !== false && typeof execution_count === 'number')
      history.add(execution_count, String(code), result);
    result = null;
  }

  async function abortQueued(): Promise<void> {
    await delay(ABORT_WINDOW_MS);
    for (const { request } of queue) if (request.header.msg_type === 'execute_request') aborted.add(request);
  }

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await answer(next);
    draining = false;
  }

  /** Requests of the shell are answered one after another, those of the control channel at once. */
  function accept(socket: Router, frames: Buffer[]): void {
    const request = codec.parse(frames);
    if (socket === sockets.control && !ORDERED.has(request.header.msg_type)) {
      void answer({ request, socket });
      return;
    }
    queue.push({ request, socket });
    void drain();
  }

  orders.on('message', (notice: Notice) => {
    if (notice === 'ready') return ready();
    if (notice === 'rested') return rest();
    if (notice === 'exit') return void close();
    if ('reply' in notice) {
      if (notice.id === ordered?.id) ordered.resolve(notice.reply);
      return;
    }
    const { type, content, parent: source } = notice.publish as Outgoing & { content: { data?: Content } };
    if (type === 'execute_result') result = String(content.data?.['text/plain']);
    publish({ type, content, parent: source }, notice.size);
  });
  signals.on('message', interrupt);

  void receive(sockets.shell, (frames) => accept(sockets.shell, frames));
  void receive(sockets.control, (frames) => accept(sockets.control, frames));
  void receive(sockets.stdin, () => undefined);
  void receive(sockets.iopub, (frames) => welcome(sockets.iopub, codec, frames));
  void receive(sockets.heartbeat, (frames) => sockets.heartbeat.send(frames));
  // A kernel whose Jupyter was killed would stay for ever.
  const orphanWatch = setInterval(() => process.ppid !== parent && shutDown(), ORPHAN_POLL_MS);
}

process.on('exit', () => {
  Atomics.store(shared, Shared.Closed, 1);
  Atomics.notify(shared, Shared.Closed);
});

function failureOf(error: unknown): Content {
  const { name, message } = error as Error;
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}

main().catch((error: unknown) => {
  log('it cannot listen', error);
  process.kill(process.pid, 'SIGKILL');
});
