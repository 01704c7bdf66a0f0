import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';

/** `dist/` as one script for a browser, which sets `library` to the root module: no bundler is needed for CommonJS. */
export function bundle(): string {
  const dist = join(root, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const modules = files.map((name) => {
    const path = JSON.stringify(name.replaceAll('\\', '/'));
    return `${path}: (module, exports, require) => {\n${readFileSync(join(dist, name), 'utf8')}\n}`;
  });
  return `globalThis.library = (() => {
    const modules = { ${modules.join(',\n')} };
    const loaded = {};
    function load(name) {
      if (loaded[name]) return loaded[name].exports;
      const module = (loaded[name] = { exports: {} });
      const folder = name.split('/').slice(0, -1);
      const require = (wanted) => {
        if (!wanted.startsWith('.')) throw new Error('there is no ' + wanted + ' in a browser');
        const parts = [...folder];
        for (const part of wanted.split('/')) {
          if (part === '..') parts.pop();
          else if (part !== '.') parts.push(part);
        }
        const path = parts.join('/');
        const found = [path + '.js', (path && path + '/') + 'index.js'].find((name) => name in modules);
        if (!found) throw new Error('there is no ' + wanted + ' beside ' + name);
        return load(found);
      };
      modules[name](module, module.exports, require);
      return module.exports;
    }
    return load('index.js');
  })();`;
}
