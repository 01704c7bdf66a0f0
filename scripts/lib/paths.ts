import { join, resolve } from 'node:path';

/** The top folder of the project. */
export const root = resolve(__dirname, '..', '..');

/** Where everything goes that a command makes and git ignores. */
export const build = join(root, 'build');

/** The Python of the project's own environment. */
export const python = join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
