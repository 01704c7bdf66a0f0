import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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

/** The processes of Dask's workers below one. */
export function workersBelow(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = stdout.trim().split('\n').map((row) => /^ *(\d+) +(\d+) (.*)$/.exec(row) ?? []); // prettier-ignore
  const below = (parent: number): string[][] =>
    rows.filter(([, , ppid]) => Number(ppid) === parent).flatMap((row) => [row, ...below(Number(row[1]))]);
  return below(pid).filter(([, , , args]) => /spawn_main/.test(args)).map(([, id]) => Number(id)); // prettier-ignore
}
