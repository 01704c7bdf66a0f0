import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runCommand } from './lib/command';
import { python, root } from './lib/paths';

const help = `Usage: npm run lab -- [options of JupyterLab]

Opens the notebooks in JupyterLab, e.g. npm run lab -- --no-browser --port 8890. Ctrl-C ends it.

Exit codes: 0 done, 1 JupyterLab failed, 3 the environment lacks something.`;

runCommand(help, (args) => {
  const defaults = [`--ServerApp.root_dir=${join(root, 'notebooks')}`];
  // -P: a json.py in this folder is not Python's.
  const lab = spawn(python, ['-P', '-m', 'jupyterlab', ...defaults, ...args], {
    stdio: 'inherit',
    cwd: root,
  });
  // JupyterLab gets the terminal's Ctrl-C itself and asks whether to end; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => lab.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    lab.on('error', reject);
    lab.on('close', (code) => resolve(code === 0));
  });
});
