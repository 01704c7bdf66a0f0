import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';

/**
 * What is wrong with the Python of an environment and the packages in it; undefined if nothing is.
 *
 * @param names - of the packages that should be there, at least, as `name==version`
 * @param options - `whole`: look at every file, which takes half a second, not only at where each package begins
 */
export function pythonToolsProblem(venv, python, names, { whole }) {
  const home = homeOf(python);
  if (!home) return '.venv has no Python that starts';
  if (fs.realpathSync(home.prefix) !== fs.realpathSync(venv)) return '.venv/pyvenv.cfg is missing';
  const records = recordsIn(home.site);
  const known = new Set(records.map(nameOf).map(normal));
  const lost = names.find((name) => !known.has(normal(name)));
  if (lost) return `${lost} is not in .venv`;
  for (const record of records) {
    const problem = packageProblem(home.site, record, whole);
    if (problem) return problem;
  }
  return undefined;
}

/** The packages of an environment as `name==version`; those that it had from the beginning may be renewed. */
export function pythonTools(python) {
  return recordsIn(homeOf(python)?.site)
    .map(nameOf)
    .filter((name) => !/^(pip|setuptools)==/.test(name));
}

/** Undefined for a Python that does not start, e.g. because the one that it leads to was uninstalled. */
function homeOf(python) {
  // Not site.getsitepackages(): Debian's Python names folders there that pip does not use.
  const program = 'import sys, sysconfig; print(sys.prefix); print(sysconfig.get_path("purelib"))';
  const { status, stdout } = spawnSync(python, ['-X', 'utf8', '-I', '-c', program], { encoding: 'utf8' });
  const [prefix, site] = stdout?.split(/\r?\n/) ?? [];
  return status === 0 && site && fs.existsSync(prefix) ? { prefix, site } : undefined;
}

const ENDING = '.dist-info';

/** The folders in which pip notes what it installed. */
function recordsIn(site) {
  return site && fs.existsSync(site) ? fs.readdirSync(site).filter((name) => name.endsWith(ENDING)) : [];
}

function nameOf(record) {
  return record.slice(0, -ENDING.length).replace('-', '==');
}

/** Python's rule for names: Jupyter_Client is jupyter-client. */
function normal(name) {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** RECORD has a line for each file: name, hash, size. */
function packageProblem(site, record, whole) {
  let text;
  try {
    text = fs.readFileSync(join(site, record, 'RECORD'), 'utf8');
  } catch {
    return `${record} has no RECORD`;
  }
  for (const line of text.split(/\r?\n/)) {
    const [, file, size] = /^"?(.+?)"?,sha256=[^,]*,(\d+)$/.exec(line) ?? [];
    if (file === undefined || !(whole || /^[^/]+(\/__init__)?\.py$/.test(file))) continue;
    const found = fs.statSync(join(site, file), { throwIfNoEntry: false });
    if (found?.size !== Number(size)) return `${file} of ${nameOf(record)} is missing or damaged`;
  }
  return undefined;
}
