import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { sweepPython } from './lib/paths';
import { installPythonEnvironment } from './lib/python-environment';

const help = `Usage: npm run sweep:setup

Installs Dask, which npm run sweep -- --engine dask runs notebooks on, into .venv-sweep: 40 MB to download, 210 MB on
disk. Nothing else needs it. Costs nothing when repeated.

Exit codes: 0 done, 1 a step failed, 2 wrong usage, 3 the environment lacks something.`;

runCommand(help, async (args) => {
  parseArguments({ args });
  const installed = await installPythonEnvironment({
    command: 'sweep',
    folder: '.venv-sweep',
    python: sweepPython,
    requirements: 'requirements-sweep.txt',
    what: 'Dask',
    download: '40 MB',
    disk: '210 MB',
    modules: ['distributed', 'bokeh'],
  });
  if (!installed) console.log('Dask is installed.');
  return true;
});
