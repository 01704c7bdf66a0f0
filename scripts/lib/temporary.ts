import { randomUUID } from 'node:crypto';
import { chmodSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

const PREFIX = `.softmax-lab-${hostname()}-`;

/** A path in `folder`, for something temporary of this process. */
export function temporaryIn(folder: string): string {
  return join(folder, `${PREFIX}${process.pid}-${randomUUID()}`);
}

/** Writes a file that is never seen half-written: a temporary one beside it, renamed. */
export function writeWhole(path: string, content: string | Buffer, mode?: number): void {
  const temporary = temporaryIn(dirname(path));
  try {
    writeFileSync(temporary, content);
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Error(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/** Removes the temporary things that killed processes left in a folder. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX) && !lives(Number.parseInt(name.slice(PREFIX.length), 10)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}
