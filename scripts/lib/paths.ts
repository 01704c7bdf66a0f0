import { join, resolve } from 'node:path';

/** The top folder of the project. */
export const root = resolve(__dirname, '..', '..');

/** Where everything goes that a command makes and git ignores. */
export const build = join(root, 'build');

const pythonOf = (environment: string): string =>
  join(root, environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** The Python of the project's own environment. */
export const python = pythonOf('.venv');

/** The Python of the frameworks that the benchmarks compare with, where `npm run frameworks` has made it. */
export const frameworksPython = pythonOf('.venv-frameworks');

/** The Python with the compilers of a release, where `npm run release` has made it. */
export const releasePython = pythonOf('.venv-release');

/** The Python with Dask, where `npm run sweep:setup` has made it. */
export const sweepPython = pythonOf('.venv-sweep');
