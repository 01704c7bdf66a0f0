/** What a page and its kernel tell each other. */
import type { CompiledCell } from './compile-cell';

/** To the kernel: run a cell. */
export interface Order {
  cell: string;
  /** As the page counts it, for messages. */
  number: number;
  source: string;
  /** The committed cell, compiled; an edited one is compiled by the kernel. */
  compiled?: CompiledCell;
}

/** How the kernel finds its surroundings. */
export interface Surroundings {
  /** Address of the book's folder, with a slash at its end. */
  base: string;
  /** The chapter, whose folder relative paths are of. */
  chapter: string;
  /** The files that stand beside the book, by path: what their readers may ask for. */
  files: string[];
}

export type MimeBundle = Record<string, unknown>;

/** From the kernel. */
export type Notice =
  | { kind: 'ready'; isolated: boolean; backend: string }
  | { kind: 'display'; cell: string; data: MimeBundle; id?: string; update: boolean }
  | { kind: 'stream'; cell: string; text: string; name: 'stdout' | 'stderr' }
  | { kind: 'clear'; cell: string; wait: boolean }
  | { kind: 'done'; cell: string; failure?: { message: string; elsewhere: boolean } };
