import type { MessagePort } from 'node:worker_threads';
import { describeError } from './failure';
import { log } from './log';
import { type Notice, type Order, type Outgoing, type Publish, type Request, Shared } from './shared';

/** Answers a request with the reply's content. */
export type Handler = (request: Request) => Promise<Content> | Content;
type Content = Record<string, unknown>;

interface Options {
  orders: MessagePort;
  shared: Int32Array;
  /** Told whether the running request is meant. */
  interrupt: (running: boolean) => void;
  /** How often running code was ended. */
  endings: () => number;
  handlers: Record<string, Handler>;
}

/** A message counts as its texts and this much more. */
const ENVELOPE_SIZE = 128;
const UNSENT_LIMIT = 1_000_000;
const PIECE_LENGTH = 65_536;
const EXIT_LIMIT_MS = 1000;

// Cells may replace what is global, and the kernel must go on.
const { keys } = Object;
const { load, add, store, wait } = Atomics;
const exit = process.exit.bind(process);
const later = setImmediate;

/**
 * The main thread's end of the line to the server's thread. Outputs wait here while the server has too many to
 * send, so that a cell which prints without end does not fill the memory.
 */
export function createLink({ orders, shared, interrupt, endings, handlers }: Options): {
  publish: Publish;
  tellReady: () => void;
} {
  const post = orders.postMessage.bind(orders) as (notice: Notice) => void;

  function send({ type, content, parent }: Outgoing): void {
    for (let unsent; (unsent = load(shared, Shared.Unsent)) > UNSENT_LIMIT;)
      wait(shared, Shared.Unsent, unsent);
    const size = ENVELOPE_SIZE + sizeOf(content);
    post({ publish: { type, content, parent: parent && { header: parent.header, content: {} } }, size });
    add(shared, Shared.Unsent, size); // after it: code that is ended between the two must not leave a debt
  }

  function publish(message: Outgoing): void {
    if (message.parent?.content.silent === true) return;
    const { text } = message.content;
    if (message.type !== 'stream' || typeof text !== 'string' || text.length <= PIECE_LENGTH)
      return send(message);
    for (let start = 0; start < text.length;) {
      let end = start + PIECE_LENGTH;
      if (text.codePointAt(end - 1)! > 0xffff) end--; // a character is not cut in two
      send({ ...message, content: { ...message.content, text: text.slice(start, end) } });
      start = end;
    }
  }

  async function answer({ request, id }: { request: Request; id: number }): Promise<void> {
    const type = request.header.msg_type;
    let reply: Content;
    // What a front end asks in passing, the compiler answers.
    const passing = type !== 'execute_request';
    if (passing) store(shared, Shared.Compiling, 1);
    try {
      reply = await handlers[type](request);
    } catch (error) {
      log(`a ${type} failed`, error);
      reply = { status: 'error', ...describeError(error) };
    }
    if (passing) store(shared, Shared.Compiling, 0);
    if (current?.id === id) current = undefined;
    post({ reply, id });
  }

  let seenEndings = 0;
  let current: { request: Request; id: number } | undefined;
  let begun = true;
  function begin(): void {
    if (!begun && current) void answer(current);
    begun = true;
  }

  orders.on('message', (order: Order): void => {
    if (order === 'exit') return exit(0);
    if ('request' in order) {
      [current, begun] = [order, false];
      later(begin); // what ends code must not end the arrival of messages with it
      return;
    }
    begin();
    interrupt(order.interrupt !== undefined && order.interrupt === current?.id);
    if (endings() === seenEndings) post('rested');
    seenEndings = endings();
  });

  process.on('exit', () => {
    post('exit');
    wait(shared, Shared.Closed, 0, EXIT_LIMIT_MS);
  });

  return { publish, tellReady: () => post('ready') };
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 0;
  const names = keys(value);
  for (let i = 0; i < names.length; i++) size += sizeOf((value as Content)[names[i]]);
  return size;
}
