interface NodeModules {
  'node:child_process': typeof import('node:child_process');
  'node:crypto': typeof import('node:crypto');
  'node:fs': typeof import('node:fs');
  'node:module': typeof import('node:module');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  'node:worker_threads': typeof import('node:worker_threads');
  'node:zlib': typeof import('node:zlib');
}

/**
 * A module of Node, loaded at the first call: importing softmax-lab loads none. Its name is an argument, so that a
 * bundler for the browser does not look for what isn't there.
 *
 * @throws Error where there is no such module, e.g. in a browser
 */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  return (require as (name: string) => NodeModules[N])(name);
}
