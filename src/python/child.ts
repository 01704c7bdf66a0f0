import { CHILD_PROGRAM } from './child-program';
import { nodeModule } from './node-module';

/** How a process ended. */
export interface End {
  /** `exit code 1`, `SIGKILL` */
  how: string;
  /** Its last words. */
  stderr: string;
  /** Why there was no process. */
  error?: Error;
}

export interface Child {
  onOutput(listener: (chunk: Buffer) => void): void;
  /** Writes the pieces, or as many as it takes before it ends. */
  send(pieces: Iterable<Uint8Array>): Promise<void>;
  /** When it has ended and all that it wrote was read. What it has started may live on, and hold its pipes. */
  ended: Promise<End>;
  /** Ends it and what it has started. */
  kill(): void;
  release(): void;
}

/** Starts {@link CHILD_PROGRAM}. */
export function startChild(executable: string): Child {
  // PYTHONPATH, PYTHONHOME, PYTHONINSPECT, … are meant for another Python.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PYTHON/i.test(name)));
  const posix = process.platform !== 'win32';
  // -P: the working folder is no place for the program's own modules.
  const child = nodeModule('node:child_process').spawn(
    executable,
    ['-P', '-X', 'utf8', '-c', CHILD_PROGRAM],
    { env: { ...env, PYTHONHASHSEED: '0' }, windowsHide: true, detached: posix }, // a process group of its own
  );
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr = (stderr + String(text)).slice(-2000)));
  child.stdin.on('error', () => undefined); // it died; `ended` tells
  const ended = new Promise<End>((resolve) => {
    child.on('error', (error) => resolve({ how: '', stderr, error }));
    child.once('exit', (code, killedBy) => {
      const end = (): void => resolve({ how: killedBy ?? `exit code ${code}`, stderr });
      // Its last words are in the pipe: a whole turn of the loop reads them.
      const read = (): unknown => setImmediate(() => setImmediate(end));
      if (child.stdout.closed) read();
      else child.stdout.once('close', read);
    });
  });
  return {
    ended,
    onOutput: (listener) => void child.stdout.on('data', listener),
    async send(pieces) {
      for (const piece of pieces) {
        if (!child.stdin.writable) return;
        if (child.stdin.write(piece)) continue;
        const drained = new Promise((resolve) => child.stdin.once('drain', resolve));
        await Promise.race([drained, ended]);
      }
    },
    kill() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        if (posix) process.kill(-child.pid, 'SIGKILL');
        else child.kill();
      }
      child.stdout.destroy();
    },
    release() {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    },
  };
}
