import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';

/** `dist/` as one script for a browser, which sets `library` to the root module: no bundler is needed for CommonJS. */
export function bundle(): string {
  const code = readFileSync(join(root, 'dist/modules.js'), 'utf8');
  return `globalThis.library = ((module, __dirname) => {
    ${code}
    return module.exports('index');
  })({}, '');`;
}
