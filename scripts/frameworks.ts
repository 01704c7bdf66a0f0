import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCudaStandIns } from './frameworks/cuda-stand-ins';
import { parseArguments } from './lib/arguments';
import { exitCodes, LackingError, runCommand } from './lib/command';
import { frameworksPython, python, root } from './lib/paths';

const help = `Usage: npm run frameworks

Installs the frameworks that npm run bench and npm run conformance compare with (PyTorch, TensorFlow, JAX, Keras,
optax, gensim, NumPy) into .venv-frameworks: 1.1 GB to download, 3.4 GB on disk. Nothing else needs them. Costs
nothing when repeated.

On Linux it needs a C compiler, here for stand-ins of CUDA's libraries, later for torch.compile.

Exit codes: 0 done, 1 a step failed, 2 wrong usage, 3 the environment lacks something.`;

const REQUIREMENTS = 'requirements-frameworks.txt';
const STAND_INS = 'scripts/frameworks/cuda-stand-ins.ts';

// eslint-disable-next-line @typescript-eslint/require-await -- what it throws becomes the exit code
runCommand(help, async (args) => {
  parseArguments({ args });
  const venv = join(root, '.venv-frameworks');
  const stamp = join(venv, '.softmax-lab-frameworks');
  const hash = createHash('sha256').update(venv);
  for (const file of [REQUIREMENTS, STAND_INS]) hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(frameworksPython)) {
    console.log('The frameworks are installed.');
    return true;
  }
  // Measured: the wheels for Python 3.11 on Linux x86-64 add up to 1.02 GB, the environment to 3.3 GB.
  console.log('Installing the frameworks into .venv-frameworks: 1.1 GB to download, 3.4 GB on disk …');
  rmSync(venv, { recursive: true, force: true });
  run(python, ['-m', 'venv', venv], 'Python could not make a virtual environment.');
  run(
    frameworksPython,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', REQUIREMENTS],
    'pip could not install the frameworks: is the package index reachable, and are there 5 GB of free disk?',
  );
  if (process.platform === 'linux') {
    const made = makeCudaStandIns(torchLibraries(venv));
    if (made > 0) console.log(`Made stand-ins for ${made} CUDA libraries.`);
  }
  const check = 'import numpy, torch, jax, tensorflow, keras, optax, gensim';
  run(frameworksPython, ['-c', check], 'The frameworks were installed, but do not load.');
  writeFileSync(stamp, wanted);
  return true;
});

/** `torch/lib` inside the environment. */
function torchLibraries(venv: string): string {
  const library = join(venv, 'lib');
  const version = readdirSync(library).find((name) => name.startsWith('python3'));
  return join(library, version ?? '', 'site-packages', 'torch', 'lib');
}

function run(command: string, args: string[], remedy: string): void {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' }; // TensorFlow is talkative
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (signal === 'SIGINT' || status === 130) process.exit(exitCodes.interrupted);
  if (error !== undefined) throw new LackingError(`frameworks: ${command} did not start: ${error.message}`);
  if (status !== 0)
    throw new LackingError(`frameworks: pip or Python ended with exit code ${status}. ${remedy}`);
}
