import fs from 'node:fs';
import { join } from 'node:path';

/**
 * What is wrong with `node_modules`, by a look at each package: it should be there in the version of package-lock.json,
 * and what it begins with should not be empty. Undefined if nothing is.
 */
export function nodePackagesProblem(root) {
  const packages = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const direct = { ...packages['']?.dependencies, ...packages['']?.devDependencies };
  for (const [path, { version, link, resolved, optional }] of Object.entries(packages)) {
    if (!path.startsWith('node_modules/')) continue;
    const folder = join(root, path);
    if (link) {
      if (realPath(folder) !== realPath(join(root, resolved))) return `${path} does not lead to this project`;
      continue;
    }
    if (optional && !fs.existsSync(folder)) continue; // of another platform
    const found = readJson(join(folder, 'package.json'));
    if (!found) return `${path} is missing or broken`;
    if (found.version !== version) return `${path} has version ${found.version} instead of ${version}`;
    const bins =
      typeof found.bin === 'string' ? { [found.name.split('/').at(-1)]: found.bin } : (found.bin ?? {});
    const needed = Object.hasOwn(direct, path.slice('node_modules/'.length));
    for (const file of [found.main, ...Object.values(bins)].filter(Boolean)) {
      const size = sizeOf(folder, file);
      if (size === 0 || (needed && size === undefined)) return `${path}/${file} is missing or empty`;
    }
    const lost =
      needed && Object.keys(bins).find((name) => !fs.existsSync(join(root, 'node_modules/.bin', name)));
    if (lost) return `node_modules/.bin/${lost} is missing`;
  }
  return undefined;
}

/** A package may leave out the ending of its main file. */
function sizeOf(folder, entry) {
  for (const ending of ['', '.js', '/index.js']) {
    try {
      const found = fs.statSync(join(folder, entry + ending));
      if (found.isFile()) return found.size;
    } catch {
      // not this one
    }
  }
  return undefined;
}

function readJson(path) {
  try {
    const value = JSON.parse(fs.readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function realPath(path) {
  try {
    return fs.realpathSync(path);
  } catch {
    return undefined;
  }
}
