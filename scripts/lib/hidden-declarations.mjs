import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const REFERENCES = /(?:from|import\()\s*['"](\.[^'"]*)['"]/g;

/**
 * Removes the declarations below `folder` that none of its `index.d.ts` leads to: nobody can name what they declare. A file
 * takes a block of the disk, however small it is.
 */
export function dropHiddenDeclarations(folder) {
  const all = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
  const seen = new Set();
  const follow = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(REFERENCES)) {
      const target = resolve(dirname(file), path);
      const found = [`${target}.d.ts`, join(target, 'index.d.ts')].find((name) => existsSync(name));
      if (found) follow(found);
    }
  };
  for (const file of all) if (/[\\/]index\.d\.ts$/.test(file)) follow(resolve(file));
  for (const file of all) if (!seen.has(resolve(file))) rmSync(file);
}
