import { OptionError } from '../core';
import { describe } from '../core/checks';
import { nodeModule } from '../core/node-module';

const MOST_THREADS = 64;
let chosen: number | undefined;

/** Threads that a kernel call may use: as set, else `SOFTMAX_LAB_THREADS`, else the cores. */
export function threads(): number {
  chosen ??= fromEnvironment() ?? Math.min(cores(), MOST_THREADS);
  return chosen;
}

/**
 * Sets how many threads a kernel call may use, the calling one included. Results are the same bits for any number.
 * @throws {@link OptionError} unless it is an integer of 1 … 64
 */
export function setThreads(count: number): void {
  chosen = checked('wasm.setThreads', 'count', count);
}

function checked(where: string, name: string, count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_THREADS) return count;
  throw new OptionError(
    `${where}: ${name} should be an integer of 1 … ${MOST_THREADS}, got ${describe(count)}`,
  );
}

function fromEnvironment(): number | undefined {
  const text = typeof process === 'object' ? process.env?.SOFTMAX_LAB_THREADS : undefined;
  return text ? checked('wasm', 'SOFTMAX_LAB_THREADS', Number(text)) : undefined;
}

function cores(): number {
  const browser = (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator;
  try {
    return nodeModule('node:os').availableParallelism();
  } catch {
    return browser?.hardwareConcurrency ?? 1;
  }
}
