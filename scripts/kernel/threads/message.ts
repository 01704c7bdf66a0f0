import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Connection, Outgoing, Request } from '../shared';

/** A request and the ZeroMQ routing prefix, to be copied into the reply. */
export interface Message extends Request {
  identities: Buffer[];
}

export const PROTOCOL_VERSION = '5.4';
const DELIMITER = Buffer.from('<IDS|MSG>');
/** Signatures that are remembered, as many as `jupyter_client` does. */
const REMEMBERED = 65_536;

/** Reads and writes messages that are signed with the connection's key; an empty key means that they are not. */
export function createCodec({ key, signature_scheme }: Connection) {
  const session = randomUUID();
  const algorithm = (signature_scheme || 'hmac-sha256').replace(/^hmac-/, '');
  const seen = new Set<string>();

  function sign(parts: Buffer[]): string {
    if (key === '') return '';
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  return {
    /** Reads the frames of one message; throws when they are malformed, not signed or a repetition. */
    parse(frames: Buffer[]): Message {
      const start = frames.findIndex((frame) => frame.equals(DELIMITER));
      if (start < 0 || frames.length < start + 6)
        throw new Error('a message without its delimiter or its parts');
      const parts = frames.slice(start + 2, start + 6);
      const signature = sign(parts);
      const [given, expected] = [frames[start + 1], Buffer.from(signature)];
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new Error('a message with a wrong signature');
      if (seen.has(signature)) throw new Error('a message that was sent before');
      const [header, , , content] = parts.map((part) => JSON.parse(part.toString()) as unknown);
      if (!isObject(header) || typeof header.msg_type !== 'string' || typeof header.msg_id !== 'string')
        throw new Error('a message whose header names no type or no id');
      if (signature !== '') seen.add(signature);
      if (seen.size > REMEMBERED) seen.delete(seen.values().next().value as string);
      return {
        identities: frames.slice(0, start),
        header: header as Message['header'],
        content: isObject(content) ? content : {},
      };
    },

    /** The frames of a message; `prefix` is the reply's routing, or the topic of a broadcast. */
    format({ type, content, parent }: Outgoing, prefix: Buffer[]): Buffer[] {
      const header = {
        msg_id: randomUUID(),
        msg_type: type,
        session,
        username: 'kernel',
        date: new Date().toISOString(),
        version: PROTOCOL_VERSION,
      };
      const parts = [header, parent?.header ?? {}, {}, content].map((part) => Buffer.from(toJson(part)));
      return [...prefix, DELIMITER, Buffer.from(sign(parts)), ...parts];
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD as in a terminal. */
function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? Buffer.from(part).toString() : part,
  );
}
