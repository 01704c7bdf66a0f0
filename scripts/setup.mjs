// Sets up everything the other commands need: Node's packages, Python's tools, the build and the kernelspec.
// Plain Node, no packages: it runs before there are any. Each step is skipped when its result is there and whole.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LockError, withLock } from './lib/lock.mjs';
import { nodePackagesProblem } from './lib/node-packages.mjs';
import { pythonTools, pythonToolsProblem } from './lib/python-tools.mjs';
import { remedyOf } from './lib/remedy.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const venv = join(root, '.venv');
const python = join(venv, windows ? 'Scripts/python.exe' : 'bin/python');
const MINIMUM_NODE = [20, 11];
const MINIMUM_PYTHON = [3, 11];
const NODE_BYTES = 0.8e9;
const PYTHON_BYTES = 0.5e9;
const LACKING = 3;

if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
  console.log(`Usage: npm run setup

Installs the Node packages (npm ci) and the Python tools (.venv), builds dist/ and registers the Jupyter
kernel in .venv. Does only what has changed or was damaged since the last time, one set-up after another; every
other command runs it first.

  SOFTMAX_LAB_PYTHON   the Python (>= ${MINIMUM_PYTHON.join('.')}) to make .venv with; default: the first on the PATH

Exit codes: 0 done, 1 a step failed, 2 wrong usage, 3 the environment lacks something, 130 interrupted.`);
  process.exit(0);
}
if (process.argv.length > 2)
  stop(2, `setup takes no arguments, got '${process.argv[2]}'. See npm run setup -- --help.`);

let child;
let interrupted;
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => {
    if (!child || interrupted) process.exit(code);
    interrupted = code; // when the child has ended
    child.kill(signal);
  });
}
process.chdir(root);
checkNode();
const steps = [nodePackages(), pythonEnvironment(), kernelspec(), labSettings(), ...labExtension()];
try {
  if (steps.some(({ problem }) => problem() !== undefined)) {
    fs.mkdirSync(join(root, 'build'), { recursive: true });
    await withLock(
      join(root, 'build/setup.lock'),
      { what: 'set-up', limitMinutes: 60 },
      async (shareLock) => {
        for (const { problem, mend } of steps) {
          const found = problem();
          if (found !== undefined) await mend(found, shareLock);
        }
      },
    );
  }
} catch (error) {
  const remedy = error instanceof LockError ? error.message : remedyOf(error);
  if (remedy === undefined) throw error;
  stop(LACKING, remedy);
}
await run(
  'build',
  process.execPath,
  [join(root, 'scripts/build.mjs')],
  'The build failed: mend the errors above and repeat.',
);

function checkNode() {
  if (atLeast(process.versions.node.split('.').map(Number), MINIMUM_NODE)) return;
  stop(
    LACKING,
    `softmax-lab needs Node ${MINIMUM_NODE.join('.')} or newer, this is ${process.versions.node}: install a current one (nodejs.org) and repeat.`,
  );
}

/** A step: what is wrong ('' if it was never done, undefined if nothing is), and how to mend it. */
function nodePackages() {
  const stamp = join(root, 'node_modules/.softmax-lab-setup');
  const wanted = hashOf('package-lock.json');
  return {
    problem: () => (read(stamp) === wanted ? nodePackagesProblem(root) : ''),
    async mend(problem, shareLock) {
      announce(problem, 'Installing the Node packages (npm ci, about 600 MB unpacked) …');
      checkSpace(NODE_BYTES);
      fs.rmSync(stamp, { recursive: true, force: true });
      const npm = process.env.npm_execpath;
      const [command, args] = npm?.endsWith('.js')
        ? [process.execPath, [npm]]
        : [windows ? 'npm.cmd' : 'npm', []];
      // Of a file that it can't write, on a full disk, npm warns, and ends well.
      let unwritten;
      const show = (line) => {
        if (/^npm warn tar/i.test(line)) unwritten ??= line;
        return !/^npm warn (?!tar)/i.test(line);
      };
      await run(
        'npm ci',
        command,
        [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=warn'],
        'npm could not install the packages: is the registry reachable, and is there 1 GB of free disk? Then repeat.',
        { shareLock, show },
      );
      const left = unwritten ?? nodePackagesProblem(root);
      if (left) stop(1, `npm ci ended well, but ${left}. Is there 1 GB of free disk? Then repeat.`);
      write(stamp, wanted);
    },
  };
}

function pythonEnvironment() {
  const stamp = join(venv, '.softmax-lab-setup');
  const wanted = hashOf('requirements.txt', 'constraints.txt') + venv;
  const required = lines(fs.readFileSync(join(root, 'requirements.txt'), 'utf8')).filter((line) =>
    line.includes('=='),
  );
  return {
    problem() {
      const [installedFor, ...tools] = lines(read(stamp) ?? '');
      if (installedFor !== wanted) return '';
      return pythonToolsProblem(venv, python, [...required, ...tools], { whole: false });
    },
    async mend(problem, shareLock) {
      const found = findPython();
      announce(problem, `Installing the Python tools into .venv (Python ${found.version}, about 350 MB) …`);
      checkSpace(PYTHON_BYTES);
      fs.rmSync(stamp, { recursive: true, force: true });
      fs.rmSync(venv, { recursive: true, force: true });
      await run(
        'python -m venv',
        found.command,
        [...found.args, '-m', 'venv', venv],
        "Python could not make a virtual environment. On Debian and Ubuntu: 'apt install python3-venv', then repeat.",
        { shareLock, code: LACKING },
      );
      const quietly = ['--quiet', '--disable-pip-version-check'];
      await run(
        'pip install',
        python,
        ['-m', 'pip', 'install', ...quietly, '-r', 'requirements.txt', '-c', 'constraints.txt'],
        'pip could not install the tools: is the package index reachable, and is there 1 GB of free disk? Then repeat.',
        { shareLock },
      );
      const left = pythonToolsProblem(venv, python, required, { whole: true });
      if (left) stop(1, `pip ended well, but ${left}. Is there 1 GB of free disk? Then repeat.`);
      write(stamp, [wanted, ...pythonTools(python)].join('\n'));
    },
  };
}

/** The kernelspec keeps the name `tslab`, so that the notebooks also open where only the stock kernel is installed. */
function kernelspec() {
  const folder = join(venv, 'share/jupyter/kernels/tslab');
  const specification = {
    argv: [
      process.execPath,
      '--no-force-async-hooks-checks', // an interrupt may end code at any place
      '--max-semi-space-size=64', // the compiler leaves much behind: an eighth of a kernel's time to collect
      '--require',
      join(root, 'node_modules/ts-node/register/transpile-only.js'),
      join(root, 'scripts/kernel.ts'),
      '{connection_file}',
    ],
    display_name: 'TypeScript (softmax-lab)',
    language: 'typescript',
    interrupt_mode: windows ? 'message' : 'signal',
    env: {
      TS_NODE_PROJECT: join(root, 'tsconfig.json'),
      TS_NODE_COMPILER: join(root, 'scripts/kernel/compiler.cjs'),
    },
  };
  return keep(join(folder, 'kernel.json'), jsonOf(specification));
}

/** JupyterLab does not look for news on the network, nor ask whether it may, and breaks code that a narrow window would cut off. */
function labSettings() {
  const quiet = { fetchNews: 'false', checkForUpdates: false };
  const whole = { codeCellConfig: { lineNumbers: false, lineWrap: true } };
  const settings = {
    '@jupyterlab/apputils-extension:notification': quiet,
    '@jupyterlab/notebook-extension:tracker': whole,
  };
  return keep(join(venv, 'share/jupyter/lab/settings/overrides.json'), jsonOf(settings));
}

/** Figures that fit a narrow window. */
function labExtension() {
  const folder = join(venv, 'share/jupyter/labextensions/softmax-lab');
  const _build = { load: 'static/lab-extension.js', extension: './extension' };
  const manifest = { name: 'softmax-lab', version: '0.1.0', jupyterlab: { extension: true, _build } };
  return [
    keep(join(folder, 'package.json'), jsonOf(manifest)),
    keep(join(folder, _build.load), read(join(root, 'scripts/lab-extension.js'))),
  ];
}

function jsonOf(content) {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A step that writes a file. */
function keep(file, text) {
  return {
    problem: () => (read(file) === text ? undefined : ''),
    mend() {
      fs.mkdirSync(dirname(file), { recursive: true });
      write(file, text);
    },
  };
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

/** Runs a program to its end; `show` says which lines of its stderr are shown. */
function run(what, command, args, remedy, { code = 1, shareLock, show } = {}) {
  // .venv/bin first, so that what a step starts in turn finds the project's own tools.
  const path = `${dirname(python)}${delimiter}${process.env.PATH ?? ''}`;
  const started = spawn(command, args, {
    stdio: ['inherit', 'inherit', show ? 'pipe' : 'inherit'],
    cwd: root,
    env: { ...process.env, PATH: path },
  });
  child = started;
  let failure;
  started.on('spawn', () => shareLock?.(started.pid));
  started.on('error', (error) => (failure = error.message));
  if (show)
    createInterface({ input: started.stderr }).on('line', (line) => show(line) && console.error(line));
  return new Promise((resolve) => {
    started.on('close', (status, signal) => {
      child = undefined;
      if (interrupted) process.exit(interrupted);
      if (signal === 'SIGINT' || status === 130) process.exit(130);
      if (status === 0) resolve();
      else {
        const end = failure ?? signal ?? `exit code ${status}`;
        stop(status === LACKING ? LACKING : code, `${what} ended with ${end}. ${remedy}`);
      }
    });
  });
}

/** Before an installation begins that would not end. */
function checkSpace(bytes) {
  const { bavail, bsize, blocks } = fs.statfsSync(root);
  const free = bavail * bsize;
  if (blocks === 0 || free >= bytes) return; // some file systems do not count
  const megabytes = (n) => `${Math.round(n / 1e6)} MB`;
  stop(
    LACKING,
    `it takes ${megabytes(bytes)} of disk, there are ${megabytes(free)}: make room, then repeat.`,
  );
}

function hashOf(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(fs.readFileSync(join(root, file)));
  return hash.digest('hex');
}

function atLeast(version, minimum) {
  return version[0] > minimum[0] || (version[0] === minimum[0] && version[1] >= minimum[1]);
}

function lastLine(text) {
  return text?.trim().split('\n').at(-1) ?? '';
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function lines(text) {
  return text.split('\n').map((line) => line.trim());
}

function write(file, text) {
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, file);
}

function announce(problem, text) {
  console.log(problem ? `${problem}. ${text}` : text);
}

function stop(code, message) {
  console.error(`setup: ${message}`);
  process.exit(code);
}
