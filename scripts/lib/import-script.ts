import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths';

/** An ES module of the scripts; the compiler would make `require` of a plain `import()`. */
export function importScript<T>(path: string): Promise<T> {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const load = new Function('url', 'return import(url)') as (url: string) => Promise<T>;
  return load(pathToFileURL(join(root, 'scripts', path)).href);
}
