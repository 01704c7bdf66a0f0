import { perform, type Outcome } from './perform';
import type { Task } from './plan';

/** What an engine is told, and tells. */
export interface EngineOptions {
  workers: number;
  /** What a task is doing. */
  onState: (task: Task, state: string) => void;
  /** Its end: what it made, or why there is nothing. */
  onEnd: (task: Task, end: Outcome | Error) => void;
  signal: AbortSignal;
}

/** Performs the tasks on this machine, so many at a time. */
export async function runLocally(tasks: readonly Task[], options: EngineOptions): Promise<void> {
  const { workers, onState, onEnd, signal } = options;
  const queue = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined && !signal.aborted; task = queue.shift()) {
      const mine = task;
      onState(mine, 'starting');
      const onCell = (index: number, count: number): void => onState(mine, `cell ${index}/${count}`);
      const end = await perform(mine.request, { onCell, signal }).catch((error: Error) => error);
      if (!signal.aborted) onEnd(mine, end);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, worker));
}
