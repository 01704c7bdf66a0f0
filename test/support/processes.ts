import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether there is a process of this number. */
export function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits for what other processes bring about; fails after so many seconds. */
export async function until(condition: () => boolean, seconds: number): Promise<void> {
  for (const deadline = Date.now() + 1000 * seconds; !condition();) {
    assert.ok(Date.now() < deadline, `waited ${seconds} seconds in vain`);
    await sleep(50);
  }
}
