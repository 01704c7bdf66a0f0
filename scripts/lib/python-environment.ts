import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, LackingError } from './command';
import { importScript } from './import-script';
import { makeFolder } from './make-folder';
import { build, python, root } from './paths';

interface Lock {
  withLock: <T>(path: string, what: { what: string; limitMinutes: number }, work: () => T) => Promise<T>;
}

/** Python packages that only one command needs, apart from those of `.venv`. */
export interface PythonEnvironment {
  /** The command, which its errors begin with. */
  command: string;
  folder: string;
  python: string;
  /** The packages, with all that they bring: nothing else is installed. */
  requirements: string;
  /** Files that the environment also depends on. */
  sources?: readonly string[];
  what: string;
  download: string;
  disk: string;
  /** Modules that have to load. */
  modules: readonly string[];
  /** What is to be done between the installation and the trial of the modules. */
  finish?: (folder: string) => void;
}

/**
 * Brings an environment up to date, of several processes one at a time; returns whether there was something to do.
 * @throws {@link LackingError} that says what pip or Python lacked
 */
export async function installPythonEnvironment(environment: PythonEnvironment): Promise<boolean> {
  const { withLock } = await importScript<Lock>('lib/lock.mjs');
  makeFolder(build);
  const lock = join(build, `${environment.folder}.lock`);
  return withLock(lock, { what: 'installation', limitMinutes: 30 }, () => install(environment));
}

function install(environment: PythonEnvironment): boolean {
  const { command, requirements, sources = [], what, download, disk, modules, finish } = environment;
  const folder = join(root, environment.folder);
  const stamp = join(folder, `.softmax-lab-${command}`);
  const hash = createHash('sha256').update(folder);
  for (const file of [requirements, ...sources]) hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(environment.python))
    return false;
  console.log(`Installing ${what} into ${environment.folder}: ${download} to download, ${disk} on disk …`);
  rmSync(folder, { recursive: true, force: true });
  const run = (program: string, args: string[], remedy: string): void => {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' }; // TensorFlow is talkative
    const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env });
    if (signal === 'SIGINT' || status === 130) process.exit(exitCodes.interrupted);
    if (error !== undefined) throw new LackingError(`${command}: ${program} did not start: ${error.message}`);
    if (status !== 0)
      throw new LackingError(`${command}: pip or Python ended with exit code ${status}. ${remedy}`);
  };
  run(python, ['-m', 'venv', folder], 'Python could not make a virtual environment.');
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-deps'];
  run(
    environment.python,
    ['-m', 'pip', 'install', ...quietly, '-r', requirements],
    `pip could not install ${what}: is the package index reachable, and is there enough free disk (${disk} and ${download})?`,
  );
  finish?.(folder);
  run(
    environment.python,
    ['-c', `import ${modules.join(', ')}`],
    `Of ${what}, installed, something does not load.`,
  );
  writeFileSync(stamp, wanted);
  return true;
}
