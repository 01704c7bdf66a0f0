import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { LackingError } from '../scripts/lib/command';
import { root } from '../scripts/lib/paths';
import type { Answers, Request } from './protocol';

/** A server's process: answers requests, one at a time. */
export interface ServerProcess {
  ask: <R extends Request>(request: R) => Promise<Answers[R['op']]>;
  stop: () => Promise<void>;
}

/** Starts one, on the first `threads` cores alone where the system has taskset (Linux). */
export function startServer(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  threads: number,
): ServerProcess {
  const pinned = pins(threads) ? ['taskset', '--cpu-list', `0-${threads - 1}`, ...command] : [...command];
  const child = spawn(pinned[0], pinned.slice(1), {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors = (errors + String(text)).slice(-4000)));
  child.stdin.on('error', () => undefined); // told by the end of its output
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const fail = (what: string): Error => new LackingError(`bench: ${command.join(' ')} ${what}\n${errors}`);
  let started: Error | undefined;
  child.on('error', (error) => (started = fail(`did not start: ${error.message}`)));

  return {
    async ask<R extends Request>(request: R) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      // A library may print lines of its own: answers are those that are objects.
      for (;;) {
        const { value, done } = (await lines.next()) as IteratorResult<string, undefined>;
        if (done) throw started ?? fail('ended in the middle.');
        if (!value.startsWith('{')) continue;
        const answer = JSON.parse(value) as Answers[R['op']] & { error?: string };
        if (answer.error !== undefined) throw new Error(`bench: ${request.op} failed: ${answer.error}`);
        return answer;
      }
    },
    stop: () => end(child),
  };
}

/** Whether processes are held to cores: the system has taskset, and as many cores. */
export function pins(threads: number): boolean {
  hasTaskset ??=
    process.platform === 'linux' && spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;
  return hasTaskset && threads <= availableParallelism();
}
let hasTaskset: boolean | undefined;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(timer);
}
