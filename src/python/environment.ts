import { OptionError } from '../core';
import { nodeModule } from './node-module';
import { PythonError } from './python-error';
import { describe } from '../core/checks';

/** `tools` has NumPy; `frameworks` has PyTorch, TensorFlow, Keras, JAX and optax too. */
export type PythonEnvironment = 'tools' | 'frameworks';

/** Where each is, the file that set-up writes last, and the command that makes it. */
const ENVIRONMENTS = {
  tools: { folder: '.venv', stamp: '.softmax-lab-setup', command: 'npm run setup' },
  frameworks: { folder: '.venv-frameworks', stamp: '.softmax-lab-frameworks', command: 'npm run frameworks' },
};

/**
 * Whether an environment is installed, whole.
 * @example
 * if (pythonAvailable('frameworks')) await runPython('import torch', { environment: 'frameworks' });
 */
export function pythonAvailable(environment: PythonEnvironment = 'tools'): boolean {
  try {
    pythonExecutable(environment);
    return true;
  } catch (error) {
    if (error instanceof PythonError) return false;
    throw error;
  }
}

/** @throws {@link PythonError} that names the command to run, if it is not installed */
export function pythonExecutable(environment: PythonEnvironment): string {
  if (typeof environment !== 'string' || !Object.hasOwn(ENVIRONMENTS, environment)) {
    const names = Object.keys(ENVIRONMENTS).map((name) => `'${name}'`);
    throw new OptionError(
      `python: environment should be ${names.join(' or ')}, got ${describe(environment)}`,
    );
  }
  const { folder, stamp } = ENVIRONMENTS[environment];
  const { existsSync } = nodeModule('node:fs');
  const path = nodeModule('node:path');
  const venv = path.join(__dirname, '..', '..', folder); // src/python/ and dist/python/ are equally deep
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python) && existsSync(path.join(venv, stamp))) return python;
  throw environmentError(environment, `${folder} is not there, or not whole`);
}

/** What is wrong with an environment, and the command that makes it. */
export function environmentError(environment: PythonEnvironment, problem: string): PythonError {
  const { command } = ENVIRONMENTS[environment];
  return new PythonError(
    `python: ${problem}; \`${command}\` in the folder of softmax-lab makes it`,
    'environment',
  );
}
