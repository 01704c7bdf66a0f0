import { AsyncLocalStorage } from 'node:async_hooks';
import type { Emitted } from './converter';
import type { Failure } from './failure';
import type { Request } from './shared';

/** One execution of a cell. */
export interface Cell {
  /** How messages call it: "cell 3", or "hidden code" where it is not counted. */
  label: string;
  request: Request;
  source: string;
  /** The JavaScript that the source became, once it is compiled. */
  emitted?: Emitted;
  running: boolean;
  /** The first thing that went wrong while it ran. */
  failure?: Failure;
}

const URL_PREFIX = 'softmax-lab-cell:';
/** Holds an index, not the cell: until Node 24 `inspect` shows what is stored on every promise. */
const storage = new AsyncLocalStorage<number>();
const cells: Cell[] = [];

/** Runs the work so that whatever it starts, timers and promises too, knows the cell that it came from. */
export function runInCell<T>(cell: Cell, work: () => T): T {
  return storage.run(cells.push(cell) - 1, work);
}

/** The cell that the running code came from, else the latest one; undefined before the first. */
export function currentCell(): Cell | undefined {
  return cells.at(storage.getStore() ?? -1);
}

/** The comment that makes the engine's stack traces name the newest cell. */
export function sourceUrlComment(): string {
  return `\n//# sourceURL=${URL_PREFIX}${cells.length - 1}`;
}

/** The cell that a script's name in a stack trace stands for. */
export function cellOfUrl(url: string): Cell | undefined {
  return url.startsWith(URL_PREFIX) ? cells[Number(url.slice(URL_PREFIX.length))] : undefined;
}
