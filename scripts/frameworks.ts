import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeCudaStandIns } from './frameworks/cuda-stand-ins';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { frameworksPython } from './lib/paths';
import { installPythonEnvironment } from './lib/python-environment';

const help = `Usage: npm run frameworks

Installs the frameworks that npm run bench and npm run conformance compare with (PyTorch, TensorFlow, JAX, Keras,
optax, gensim, LightGBM, NumPy) into .venv-frameworks: 1.1 GB to download, 3.4 GB on disk. Nothing else needs them. Costs
nothing when repeated.

On Linux it needs a C compiler, here for stand-ins of CUDA's libraries, later for torch.compile.

Exit codes: 0 done, 1 a step failed, 2 wrong usage, 3 the environment lacks something.`;

runCommand(help, async (args) => {
  parseArguments({ args });
  const installed = await installPythonEnvironment({
    command: 'frameworks',
    folder: '.venv-frameworks',
    python: frameworksPython,
    requirements: 'requirements-frameworks.txt',
    sources: ['scripts/frameworks/cuda-stand-ins.ts'],
    what: 'the frameworks',
    // Measured: the wheels for Python 3.11 on Linux x86-64 add up to 1.02 GB, the environment to 3.3 GB.
    download: '1.1 GB',
    disk: '3.4 GB',
    modules: ['numpy', 'torch', 'jax', 'tensorflow', 'keras', 'optax', 'gensim', 'lightgbm'],
    finish(folder) {
      if (process.platform !== 'linux') return;
      const made = makeCudaStandIns(torchLibraries(folder));
      if (made > 0) console.log(`Made stand-ins for ${made} CUDA libraries.`);
    },
  });
  if (!installed) console.log('The frameworks are installed.');
  return true;
});

/** `torch/lib` inside the environment. */
function torchLibraries(venv: string): string {
  const library = join(venv, 'lib');
  const version = readdirSync(library).find((name) => name.startsWith('python3'));
  return join(library, version ?? '', 'site-packages', 'torch', 'lib');
}
