import { DatasetError } from '../core';

interface NodeModules {
  'node:child_process': typeof import('node:child_process');
  'node:crypto': typeof import('node:crypto');
  'node:fs': typeof import('node:fs');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  tar: typeof import('tar');
}

/**
 * A module of Node (or `tar`, which needs Node), loaded at the first call: importing softmax-lab loads none.
 * `require` goes by another name so that a bundler for the browser does not look for what isn't there.
 *
 * @throws {@link DatasetError} where there is no such module, e.g. in a browser
 */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  try {
    const load = require as (name: string) => unknown;
    return load(name) as NodeModules[N];
  } catch (cause) {
    throw new DatasetError(
      `datasets: '${name}' can't be loaded here; reading data sets needs Node.js`,
      'environment',
      { cause },
    );
  }
}
