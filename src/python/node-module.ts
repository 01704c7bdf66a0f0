import { PythonError } from './python-error';

interface NodeModules {
  'node:child_process': typeof import('node:child_process');
  'node:fs': typeof import('node:fs');
  'node:path': typeof import('node:path');
}

/** A module of Node, loaded at the first call; `require` goes by another name so that bundlers leave it alone. */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  try {
    const load = require as (name: string) => unknown;
    return load(name) as NodeModules[N];
  } catch {
    throw new PythonError(`python: '${name}' can't be loaded here; Python needs Node.js`, 'environment');
  }
}
