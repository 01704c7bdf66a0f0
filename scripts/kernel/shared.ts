import type { MessagePort } from 'node:worker_threads';

/** What the kernel's threads tell each other through shared memory, by its place in an `Int32Array`. */
export enum Shared {
  /** The size of the outputs that the main thread has handed over and the server has not yet sent. */
  Unsent,
  /** One while the main thread compiles: an end in the middle would leave the compiler in pieces. */
  Compiling,
  /** One when the server's thread has ended. */
  Closed,
  /** How many places there are. */
  Places,
}

/** What the main thread is asked. */
export type Order =
  | { request: Request; id: number }
  /** Interrupt this order, if there was any and it still runs, and say whether the event loop turns. */
  | { interrupt: number | undefined }
  | 'exit';

/** What the main thread says. */
export type Notice =
  /** It has loaded what cells need. */
  | 'ready'
  | { publish: Outgoing; size: number }
  | { reply: Record<string, unknown>; id: number }
  /** After an interrupt: the event loop turns again. */
  | 'rested'
  /** Nothing will follow: send the rest and close. */
  | 'exit';

/** A request of the Jupyter protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export interface Request {
  header: { msg_type: string; msg_id: string; [field: string]: unknown };
  content: Record<string, unknown>;
}

/** What is sent: its type, its content and the request that caused it. */
export interface Outgoing {
  type: string;
  content: Record<string, unknown>;
  parent?: Request;
}

/** Broadcasts a message to every front end. */
export type Publish = (message: Outgoing) => void;

/** The connection file that Jupyter writes for the kernel. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  signature_scheme?: string;
  shell_port: number;
  control_port: number;
  stdin_port: number;
  iopub_port: number;
  hb_port: number;
}

/** What the server's thread is started with. */
export interface ServerData {
  connection: Connection;
  orders: MessagePort;
  /** Where each SIGINT is told. */
  signals: MessagePort;
  shared: Int32Array;
  /** The process that started the kernel. */
  parent: number;
  typescript: string;
}
