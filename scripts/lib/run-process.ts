import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { interruptible } from './interrupt';
import { root } from './paths';

/** Longer than the project's own commands take to end in good order. */
const KILL_MS = 8000;

/**
 * Runs a program, whose output goes where ours goes; an interrupt ends it and whatever it has started.
 *
 * @returns its exit code; null if a signal ended it
 * @throws what the system says if it can't be started
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number | null> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32', // a group of its own, so that it can be ended whole
    ...options,
  });
  return interruptible((signal) => {
    signal.addEventListener('abort', () => {
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), KILL_MS);
    });
    return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  });
}

/** Sends a signal to a process that was started with `detached`, and to whatever it started. */
export function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-(child.pid ?? 0), signal);
  } catch {
    child.kill(signal);
  }
}
