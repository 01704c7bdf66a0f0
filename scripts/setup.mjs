// Sets up everything the other commands need: Node's packages, Python's tools, the build and the kernelspec.
// Plain Node, no packages: it runs before there are any. Each step is skipped when nothing has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const venv = join(root, '.venv');
const python = join(venv, windows ? 'Scripts/python.exe' : 'bin/python');
const MINIMUM_NODE = [20, 11];
const MINIMUM_PYTHON = [3, 11];
const LACKING = 3;

if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
  console.log(`Usage: npm run setup

Installs the Node packages (npm ci) and the Python tools (.venv), builds dist/ and registers the Jupyter
kernel in .venv. Does only what has changed since the last time; every other command runs it first.

  SOFTMAX_LAB_PYTHON   the Python (>= ${MINIMUM_PYTHON.join('.')}) to make .venv with; default: the first on the PATH

Exit codes: 0 done, 1 a step failed, 2 wrong usage, 3 the environment lacks something.`);
  process.exit(0);
}
if (process.argv.length > 2)
  stop(2, `setup takes no arguments, got '${process.argv[2]}'. See npm run setup -- --help.`);

process.on('SIGINT', () => process.exit(130));
process.chdir(root);
checkNode();
installNodePackages();
installPythonTools();
run(
  'build',
  process.execPath,
  [join(root, 'scripts/build.mjs')],
  'The build failed: mend the errors above and repeat.',
);
registerKernel();
quietLab();

function checkNode() {
  if (atLeast(process.versions.node.split('.').map(Number), MINIMUM_NODE)) return;
  stop(
    LACKING,
    `softmax-lab needs Node ${MINIMUM_NODE.join('.')} or newer, this is ${process.versions.node}: install a current one (nodejs.org) and repeat.`,
  );
}

function installNodePackages() {
  const stamp = join(root, 'node_modules/.softmax-lab-setup');
  const wanted = hashOf('package-lock.json');
  if (read(stamp) === wanted) return;
  say('Installing the Node packages (npm ci, about 600 MB unpacked) …');
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js')
    ? [process.execPath, [npm]]
    : [windows ? 'npm.cmd' : 'npm', []];
  run(
    'npm ci',
    command,
    [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm could not install the packages: is the registry reachable, and is there 1 GB of free disk? Then repeat.',
  );
  write(stamp, wanted);
}

function installPythonTools() {
  const stamp = join(venv, '.softmax-lab-setup');
  const wanted = hashOf('requirements.txt', 'constraints.txt') + venv;
  if (read(stamp) === wanted && existsSync(python)) return;
  const found = findPython();
  say(`Installing the Python tools into .venv (Python ${found.version}, about 350 MB) …`);
  rmSync(venv, { recursive: true, force: true });
  run(
    'python -m venv',
    found.command,
    [...found.args, '-m', 'venv', venv],
    "Python could not make a virtual environment. On Debian and Ubuntu: 'apt install python3-venv', then repeat.",
    LACKING,
  );
  run(
    'pip install',
    python,
    [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      'requirements.txt',
      '-c',
      'constraints.txt',
    ],
    'pip could not install the tools: is the package index reachable, and is there 1 GB of free disk? Then repeat.',
  );
  write(stamp, wanted);
}

/** The kernelspec keeps the name `tslab`, so that the notebooks also open where only the stock kernel is installed. */
function registerKernel() {
  const folder = join(venv, 'share/jupyter/kernels/tslab');
  const specification = {
    argv: [
      process.execPath,
      '--no-force-async-hooks-checks', // an interrupt may end code at any place
      '--require',
      join(root, 'node_modules/ts-node/register/transpile-only.js'),
      join(root, 'scripts/kernel.ts'),
      '{connection_file}',
    ],
    display_name: 'TypeScript (softmax-lab)',
    language: 'typescript',
    interrupt_mode: windows ? 'message' : 'signal',
    env: { TS_NODE_PROJECT: join(root, 'tsconfig.json') },
  };
  keep(join(folder, 'kernel.json'), specification);
}

/** JupyterLab does not look for news on the network, nor ask whether it may. */
function quietLab() {
  const quiet = { fetchNews: 'false', checkForUpdates: false };
  keep(join(venv, 'share/jupyter/lab/settings/overrides.json'), {
    '@jupyterlab/apputils-extension:notification': quiet,
  });
}

/** Writes a JSON file unless it is there already. */
function keep(file, content) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (read(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  write(file, text);
}

function findPython() {
  const named = process.env.SOFTMAX_LAB_PYTHON;
  const candidates = named ? [[named]] : [['python3'], ['python'], ...(windows ? [['py', '-3']] : [])];
  const tried = [];
  for (const [command, ...args] of candidates) {
    const probe = 'import sys, venv, ensurepip; print(".".join(map(str, sys.version_info[:3])))';
    const result = spawnSync(command, [...args, '-c', probe], { encoding: 'utf8' });
    const version = result.stdout?.trim();
    if (result.status === 0 && atLeast(version.split('.').map(Number), MINIMUM_PYTHON))
      return { command, args, version };
    tried.push(`${command}: ${result.error ? 'not found' : version || lastLine(result.stderr)}`);
  }
  return stop(
    LACKING,
    `softmax-lab needs Python ${MINIMUM_PYTHON.join('.')} or newer with venv (tried ${tried.join('; ')}). Install it ` +
      `(python.org; Debian and Ubuntu: 'apt install python3 python3-venv') or name one in SOFTMAX_LAB_PYTHON, then repeat.`,
  );
}

function run(what, command, args, remedy, code = 1) {
  // .venv/bin first, so that what a step starts in turn finds the project's own tools.
  const path = `${dirname(python)}${delimiter}${process.env.PATH ?? ''}`;
  const { status, signal, error } = spawnSync(command, args, {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, PATH: path },
  });
  if (signal === 'SIGINT' || status === 130) process.exit(130);
  if (status !== 0)
    stop(code, `${what} ended with ${error?.message ?? signal ?? `exit code ${status}`}. ${remedy}`);
}

function hashOf(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function atLeast(version, minimum) {
  return version[0] > minimum[0] || (version[0] === minimum[0] && version[1] >= minimum[1]);
}

function lastLine(text) {
  return text?.trim().split('\n').at(-1) ?? '';
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function write(file, text) {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function say(text) {
  console.log(text);
}

function stop(code, message) {
  console.error(`setup: ${message}`);
  process.exit(code);
}
