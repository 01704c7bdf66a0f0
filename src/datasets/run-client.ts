import type { ExecFileException } from 'node:child_process';
import { DatasetError } from '../core';
import { nodeModule } from './node-module';

/** An `AbortSignal`, by as much of it as types need that hold without those of a browser or of Node. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** A package client, and how its answers are read. */
export interface Client {
  readonly command: string;
  /** What to do where there is no such command. */
  readonly missing: string;
  /** Variables that it is given beside our own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a shell has to find it; then the arguments should be our own constants. */
  readonly shell?: boolean;
  /** Why it failed, out of the lines of its errors. */
  readonly reasons: (lines: readonly string[]) => readonly string[];
}

/** 80 kB a second are enough for the largest archive. */
const LIMIT_SECONDS = 1800;
/** Seconds without an answer after which a client is to give up. */
export const SILENCE_SECONDS = 20;

/**
 * Runs a package client in a folder, until it has ended.
 *
 * @param what - what the errors call it
 * @throws {@link DatasetError} if it is missing, says no (no network, no such version, …), in its own words, or is not
 * done in half an hour
 */
export async function runClient(
  what: string,
  client: Client,
  args: readonly string[],
  folder: string,
  signal?: AbortSignalLike,
): Promise<void> {
  const options = {
    cwd: folder,
    env: { ...process.env, ...client.env },
    shell: client.shell ?? false,
    timeout: LIMIT_SECONDS * 1000,
    killSignal: 'SIGKILL' as const,
    signal: signal as AbortSignal | undefined,
    maxBuffer: 1 << 24,
  };
  const { execFile } = nodeModule('node:child_process');
  await new Promise<void>((resolve, reject) => {
    execFile(client.command, args, options, (error, _, stderr) => {
      if (error) reject(failure(what, client, error, stderr));
      else resolve();
    });
  });
}

function failure(what: string, client: Client, error: ExecFileException, stderr: string): DatasetError {
  let reason = client.reasons(stderr.split(/\r?\n/)).slice(0, 2).join('; ') || error.message;
  // TypeScript's declarations know numbers alone.
  if ((error.code as unknown) === 'ENOENT') reason = client.missing;
  else if (error.name === 'AbortError') reason = 'interrupted';
  else if (error.killed) reason = `not done after ${LIMIT_SECONDS} s`;
  return new DatasetError(`\`${what}\` failed (${reason})`, 'environment', { cause: error });
}
