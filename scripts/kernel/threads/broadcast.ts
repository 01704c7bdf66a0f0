import { setTimeout as delay } from 'node:timers/promises';
import type { XPublisher } from 'zeromq';
import { log } from '../log';
import type { Outgoing } from '../shared';
import type { createCodec } from './message';

interface Item {
  message: Outgoing;
  /** What it weighs in the shared count of unsent outputs. */
  size: number;
}

/** What a cell may produce without end. Results, errors and states are few and are never dropped. */
const OUTPUTS = new Set(['stream', 'display_data', 'update_display_data', 'clear_output']);
const MERGED_LENGTH = 65_536;
/** A message costs a millisecond, or more when it is long; half a second's worth may be sent at once. */
const CHARACTERS_PER_MS = 6400;
const BURST_MS = 500;
const RETRY_MS = 10;
/** A reader that takes nothing for a second loses outputs; one that takes nothing for a minute is given up. */
const PATIENCE_MS = 1000;
const LONG_PATIENCE_MS = 60_000;

/**
 * Sends messages to the front ends, in order and at a pace that they can follow. Texts that wait are merged, and
 * where a reader does not follow, outputs are dropped and counted rather than kept.
 * @param socket - has `noDrop` and a low water mark, so that it refuses what a reader has no room for
 * @param sent - is told the size of what has been sent or dropped
 */
export function createBroadcast(
  socket: XPublisher,
  codec: ReturnType<typeof createCodec>,
  sent: (size: number) => void,
) {
  const queue: Item[] = [];
  let running = Promise.resolve();
  let pumping = false;
  let paidUntil = 0;
  let stuckSince: number | undefined;
  let dropped: { lines: number; others: number; parent: Outgoing['parent'] } | undefined;

  const patienceIsOver = (limit: number): boolean =>
    stuckSince !== undefined && performance.now() - stuckSince > limit;

  function drop({ type, content, parent }: Outgoing): void {
    dropped ??= { lines: 0, others: 0, parent };
    if (type === 'stream') dropped.lines += String(content.text).split('\n').length - 1 || 1;
    else dropped.others++;
  }

  /** What must not be dropped waits alone. */
  function dropWaiting(): void {
    for (const { message, size } of queue.splice(0)) {
      if (!OUTPUTS.has(message.type)) queue.push({ message, size });
      else {
        drop(message);
        sent(size);
      }
    }
  }

  function next(): Item {
    const { message, size } = queue.shift() as Item;
    if (message.type !== 'stream') return { message, size };
    const item = { message: { ...message, content: { ...message.content } }, size };
    let length = String(message.content.text).length;
    const texts = [message.content.text];
    const { name } = message.content;
    const source = message.parent?.header.msg_id;
    while (queue.length > 0 && length < MERGED_LENGTH) {
      const [{ message: other, size: more }] = queue;
      if (other.type !== 'stream' || other.content.name !== name || other.parent?.header.msg_id !== source)
        break;
      queue.shift();
      texts.push(other.content.text);
      length += String(other.content.text).length;
      item.size += more;
    }
    item.message.content.text = texts.join('');
    return item;
  }

  /** Waits until there is room for a message; false when it was an output and had to be dropped. */
  async function deliver(message: Outgoing, isOutput: boolean): Promise<boolean> {
    const frames = codec.format(message, [Buffer.from(`kernel.${message.type}`)]);
    for (;;) {
      try {
        await socket.send(frames);
        stuckSince = undefined;
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
      stuckSince ??= performance.now();
      if (patienceIsOver(PATIENCE_MS)) {
        if (isOutput) return false;
        dropWaiting();
      }
      if (patienceIsOver(LONG_PATIENCE_MS)) {
        // The readers that have no room are left out until they have.
        socket.noDrop = false;
        await socket.send(frames);
        socket.noDrop = true;
        stuckSince = undefined;
        return true;
      }
      await delay(RETRY_MS);
    }
  }

  async function send({ message, size }: Item): Promise<void> {
    const isOutput = OUTPUTS.has(message.type);
    if (isOutput) {
      paidUntil = Math.max(paidUntil, performance.now() - BURST_MS) + Math.max(1, size / CHARACTERS_PER_MS);
      const wait = paidUntil - performance.now();
      if (wait > 0) await delay(wait);
    }
    const delivered = (!dropped || (await tellDropped(isOutput))) && (await deliver(message, isOutput));
    if (!delivered) drop(message);
  }

  async function tellDropped(isOutput: boolean): Promise<boolean> {
    const { lines, others, parent } = dropped as NonNullable<typeof dropped>;
    const parts = [lines && `${lines} lines of text`, others && `${others} other outputs`].filter(Boolean);
    const text = `\n[softmax-lab: ${parts.join(' and ')} were dropped here: a reader did not keep up]\n`;
    const told = await deliver({ type: 'stream', content: { name: 'stderr', text }, parent }, isOutput);
    if (told) dropped = undefined;
    return told;
  }

  async function pump(): Promise<void> {
    while (queue.length > 0) {
      const item = next();
      await send(item).catch((error: unknown) => log('a message could not be sent', error));
      sent(item.size);
    }
    pumping = false;
  }

  return {
    /** Sends a message when those before it are sent. */
    publish(message: Outgoing, size = 0): void {
      queue.push({ message, size });
      if (pumping) return;
      pumping = true;
      running = pump();
    },

    /** Resolves when everything has been handed to the network. */
    sent: (): Promise<void> => running,
  };
}
