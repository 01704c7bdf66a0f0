import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** A message of the Jupyter protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export interface Message {
  /** The ZeroMQ routing prefix, to be copied into the reply. */
  identities: Buffer[];
  header: { msg_type: string; msg_id: string; [field: string]: unknown };
  content: Record<string, unknown>;
}

/** What is sent: its type, its content and the request that caused it. */
export interface Outgoing {
  type: string;
  content: Record<string, unknown>;
  parent?: Message;
}

export const PROTOCOL_VERSION = '5.4';
const DELIMITER = Buffer.from('<IDS|MSG>');
const session = randomUUID();

/** Reads the frames of one message; throws when they are malformed or not signed with the key. */
export function parseMessage(frames: Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (start < 0 || frames.length < start + 6) throw new Error('a message without its delimiter or its parts');
  const parts = frames.slice(start + 2, start + 6);
  const given = Buffer.from(frames[start + 1].toString());
  const expected = Buffer.from(sign(parts, key));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error('a message with a wrong signature');
  const [header, , , content] = parts.map((part) => JSON.parse(part.toString()) as unknown);
  return {
    identities: frames.slice(0, start),
    header: header as Message['header'],
    content: content as Message['content'],
  };
}

/** The frames of a message; `prefix` is the reply's routing, or the topic of a broadcast. */
export function formatMessage({ type, content, parent }: Outgoing, prefix: Buffer[], key: string): Buffer[] {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'kernel',
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  const parts = [header, parent?.header ?? {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...prefix, DELIMITER, Buffer.from(sign(parts, key)), ...parts];
}

/** An empty key means that messages are not signed. */
function sign(parts: Buffer[], key: string): string {
  if (key === '') return '';
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
