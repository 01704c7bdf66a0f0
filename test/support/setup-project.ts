import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';

/**
 * Writes two packages, as `npm ci` would those of the lock file below, or does what FAKE_NPM says. It notes its
 * beginning and end in npm.log; with FAKE_NPM_WAITS it ends when there is a file `release`.
 */
const NPM = `
const fs = require('node:fs');
const how = process.env.FAKE_NPM ?? '';
fs.appendFileSync('npm.log', 'begins\\n');
fs.rmSync('node_modules', { recursive: true, force: true });
const pack = (name, files) => {
  fs.mkdirSync('node_modules/' + name, { recursive: true });
  for (const [file, text] of Object.entries(files)) fs.writeFileSync('node_modules/' + name + '/' + file, text);
};
pack('tool', { 'package.json': '{"name":"tool","version":"1.0.0","main":"main","bin":"cli.js"}', 'main.js': '1', 'cli.js': '1' });
if (how === 'fails') process.exit(1);
if (how === 'dies') process.kill(process.pid, 'SIGKILL');
pack('.bin', { tool: '1' });
if (how !== 'leaves a package out') pack('@scope/part', { 'package.json': '{"name":"@scope/part","version":"2.0.0"}' });
if (how === 'empties a file') fs.writeFileSync('node_modules/tool/main.js', '');
if (how === 'cannot write') console.error('npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write');
fs.symlinkSync('..', 'node_modules/softmax-lab');
const end = () => {
  if (process.env.FAKE_NPM_WAITS && !fs.existsSync('release')) setTimeout(end, 20);
  else fs.appendFileSync('npm.log', 'ends\\n');
};
end();
`;

/** A Python whose packages lie in bin/../site; FAKE_PIP says what pip does instead of installing. */
const PYTHON = `#!/bin/sh
here=$(cd "$(dirname "$0")/.." && pwd -P)
record=alpha-1.0.dist-info/RECORD
case "$*" in
*version_info*) echo 3.12.1 ;;
*purelib*)
  if [ -f "$here/pyvenv.cfg" ]; then echo "$here"; else echo /; fi
  echo "$here/site" ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/pyvenv.cfg" ;;
"-m pip "*)
  echo pip >> "$here/../pip.log"
  [ "$FAKE_PIP" = fails ] && exit 1
  [ "$FAKE_PIP" = "leaves a package out" ] && exit 0
  mkdir -p "$here/site/alpha/deep" "$here/site/alpha-1.0.dist-info"
  echo 1 > "$here/site/alpha/__init__.py"
  echo 1 > "$here/site/alpha/deep/part.py"
  printf 'alpha/__init__.py,sha256=x,2\\r\\nalpha/deep/part.py,sha256=x,2\\r\\n%s,,\\r\\n' $record > "$here/site/$record"
  [ "$FAKE_PIP" = "cuts a file off" ] && : > "$here/site/alpha/deep/part.py"
  exit 0 ;;
esac
`;

const LOCK = {
  packages: {
    '': { devDependencies: { tool: '1.0.0' } },
    notebooks: { name: 'notebooks' },
    'node_modules/softmax-lab': { resolved: '', link: true },
    'node_modules/tool': { version: '1.0.0', dev: true },
    'node_modules/@scope/part': { version: '2.0.0', dev: true },
    'node_modules/elsewhere': { version: '3.0.0', optional: true, os: ['none'] },
  },
};

/** A project with the real set-up, and an npm and a Python that install small things at once. */
export function setupProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'softmax-lab set-üp 準備 '));
  mkdirSync(join(project, 'scripts'));
  cpSync(join(root, 'scripts/setup.mjs'), join(project, 'scripts/setup.mjs'));
  cpSync(join(root, 'scripts/lib'), join(project, 'scripts/lib'), { recursive: true });
  writeFileSync(join(project, 'scripts/build.mjs'), '');
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(LOCK));
  writeFileSync(join(project, 'requirements.txt'), '# tools\nAlpha==1.0\n');
  writeFileSync(join(project, 'constraints.txt'), '');
  writeFileSync(join(project, 'npm-cli.js'), NPM);
  mkdirSync(join(project, 'fake/bin'), { recursive: true });
  writeFileSync(join(project, 'fake/bin/python3'), PYTHON);
  chmodSync(join(project, 'fake/bin/python3'), 0o755);
  process.on('exit', () => rmSync(project, { recursive: true, force: true }));
  return project;
}

export interface SetUp {
  process: ChildProcess;
  /** How it ended and all it said. */
  end: Promise<{ code: number | null; signal: string | null; said: string }>;
  /** Resolves when it has said this. */
  saying(text: string): Promise<void>;
}

/** Begins `npm run setup` in the project, with what the fakes are to do in the environment. */
export function startSetUp(project: string, env: Record<string, string> = {}): SetUp {
  const fakes = {
    npm_execpath: join(project, 'npm-cli.js'),
    SOFTMAX_LAB_PYTHON: join(project, 'fake/bin/python3'),
  };
  const setUp = spawn(process.execPath, [join(project, 'scripts/setup.mjs')], {
    env: { PATH: process.env.PATH, ...fakes, ...env },
  });
  let said = '';
  const listeners = new Set<() => void>();
  for (const stream of [setUp.stdout, setUp.stderr]) {
    stream.on('data', (text: Buffer) => {
      said += text.toString();
      for (const listener of listeners) listener();
    });
  }
  return {
    process: setUp,
    end: new Promise((resolve) => {
      setUp.on('close', (code, signal) =>
        resolve({ code, signal, said: said.replaceAll(project, '…').trim() }),
      );
    }),
    saying: (text) =>
      new Promise((resolve) => {
        const listener = () => said.includes(text) && resolve();
        listeners.add(listener);
        listener();
      }),
  };
}
