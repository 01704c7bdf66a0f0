import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';
import { parseArguments } from './lib/arguments';
import { runCommand, UsageError } from './lib/command';
import { python, root } from './lib/paths';
import { writeChineseNotebooks } from './book/chinese-notebooks';
import { findNotebooks } from './rerun/notebook';

const help = `Usage: npm run lab -- [which] [options]

Opens the notebooks in JupyterLab, e.g. npm run lab -- 4 --port 8890. Ctrl-C ends it.

  which                the notebook to begin with: its number (4), name or path; default: the list of them

  --lang LANGUAGE      en, or zh: Chinese notebooks, made anew in build/lab-zh/ from notebooks/zh/; default: en
  --no-browser         open no browser, only say the address
  --browser NAME       which to open
  --port N             default: 8888, or the next that is free
  --port-retries N     how many ports to try; default: 50
  --ip ADDRESS         where to listen; default: localhost
  --allow-root         also as root
  --debug              say more
  --Class.name=value   any other setting; .venv/bin/jupyter lab --help-all lists them

Exit codes: 0 done, 1 JupyterLab failed, 2 wrong usage, 3 the environment lacks something.`;

const notebooks = join(root, 'notebooks');

runCommand(help, (args) => {
  const isSetting = (arg: string): boolean => /^--[A-Z]\w*\.\w+=/.test(arg);
  const { positionals, tokens, values } = parseArguments({
    args: args.filter((arg) => !isSetting(arg)),
    allowPositionals: true,
    tokens: true,
    options: {
      lang: { type: 'string', default: 'en' },
      'no-browser': { type: 'boolean' },
      browser: { type: 'string' },
      port: { type: 'string' },
      'port-retries': { type: 'string' },
      ip: { type: 'string' },
      'allow-root': { type: 'boolean' },
      debug: { type: 'boolean' },
    },
  });
  const options = tokens.flatMap((token) =>
    token.kind === 'option' && token.name !== 'lang'
      ? [`--${token.name}${token.value === undefined ? '' : `=${token.value}`}`]
      : [],
  );
  if (values.lang !== 'en' && values.lang !== 'zh')
    throw new UsageError(`--lang takes en or zh; got '${values.lang}'`);
  const folder = values.lang === 'zh' ? writeChineseNotebooks() : notebooks;
  const settings = [`--ServerApp.root_dir=${folder}`, ...options, ...args.filter(isSetting)];
  // In the address, so that it is there with --no-browser too.
  if (positionals.length > 0) settings.push(`--LabApp.default_url=/lab/tree/${firstOf(positionals)}`);
  // -P: a json.py in this folder is not Python's.
  const lab = spawn(python, ['-P', '-m', 'jupyterlab', ...settings], {
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

/** A notebook's path in `notebooks/`, as an address spells it. */
function firstOf(which: readonly string[]): string {
  const [path, ...others] = findNotebooks(which);
  if (others.length > 0) throw new UsageError(`lab begins with one notebook, got ${others.length + 1}`);
  const inside = relative(notebooks, path).replaceAll('\\', '/');
  if (inside.startsWith('..')) throw new UsageError(`lab opens what lies in ${notebooks}; ${path} does not`);
  return encodeURI(inside);
}
