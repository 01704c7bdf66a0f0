import type { TaskName } from './cases';

/** One line of JSON to a participant's process. It answers each with one line: the answer, or `{ error }`. */
export type Request =
  | { op: 'versions' }
  /** Sets a task up; the process then holds it ready under the participant's name. */
  | { op: 'prepare'; participant: string; task: TaskName; sizes: readonly number[] }
  /** Calls it `calls` times; `memory` asks for the peak too, after giving unused memory back. */
  | { op: 'run'; participant: string; calls: number; memory?: boolean }
  | { op: 'release'; participant: string }
  | ({ op: 'probe'; participant: string } & Probe);

export interface Answers {
  versions: Record<string, string>;
  prepare: { supported: boolean };
  /** `memory`: by how much the process grew at its peak, in bytes, where the system (Linux) tells. */
  run: { seconds: number; memory?: number };
  release: Record<string, never>;
  probe: Probed;
}

/** Logits in float32 and class indices in int32, as base64. */
export interface Probe {
  rows: number;
  classes: number;
  logits: string;
  labels: string;
}

/** What a participant computes of them, float32 as base64. */
export interface Probed {
  softmax: string;
  logSoftmax: string;
  /** Of each row. */
  loss: string;
  /** Of the summed loss. */
  gradient: string;
}

/** A participant inside its process. */
export interface Implementation {
  /** A function that does the task once and is done when it returns (or its promise resolves); undefined: no such. */
  prepare(task: TaskName, sizes: readonly number[]): MaybePromise<(() => MaybePromise<unknown>) | undefined>;
  probe?(
    logits: Float32Array,
    labels: Int32Array,
    rows: number,
    classes: number,
  ): MaybePromise<Record<keyof Probed, Float32Array>>;
}

export type MaybePromise<T> = T | Promise<T>;
