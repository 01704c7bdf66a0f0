import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';

const read = (path: string): string => readFileSync(join(root, 'dist', path), 'utf8');

/** `dist/` as one script for a browser, which sets `library` to the root module: no bundler is needed for CommonJS. */
export function bundle(): string {
  return `globalThis.library = ((module, __dirname) => {
    const require = (name) => {
      if (name !== './wasm/kernels.generated.js') throw new Error('a browser has no ' + name);
      const exports = {};
      ${read('wasm/kernels.generated.js')}
      return exports;
    };
    ${read('modules.js')}
    return module.exports('index');
  })({}, '');`;
}
