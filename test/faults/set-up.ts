import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setupProject, startSetUp, type SetUp } from '../support/setup-project';
import type { Fault } from './fault';

const project = setupProject();
const at = (...path: string[]) => join(project, ...path);
const whole = startSetUp(project).end;

/** Begins from a whole set-up, whatever the fault before has left. */
async function begin(): Promise<void> {
  await whole;
  for (const left of ['build', 'npm.log', 'pip.log', 'release'])
    fs.rmSync(at(left), { recursive: true, force: true });
}

async function setUp(env: Record<string, string> = {}): Promise<string> {
  const { code, signal, said } = await startSetUp(project, env).end;
  return `${signal ?? code}: ${said}`.replaceAll('\n', ' ⏎ ').replace(/ \(Python.*?\)| \(npm ci.*?\)/g, '');
}

/** What a set-up says of a damage, and the one after it: nothing, when all is mended. */
function healing(fault: string, act: () => void, expected: string): Fault {
  return {
    fault: `set-up with ${fault}`,
    async inject() {
      await begin();
      act();
      return `${await setUp()}; then ${await setUp()}`;
    },
    expected: `0: ${expected}; then 0: `,
  };
}

/** What is said when an installation goes wrong, and by the next set-up, where it goes well. */
function failing(fault: string, env: Record<string, string>, lost: () => void, expected: RegExp): Fault {
  return {
    fault: `set-up where ${fault}`,
    async inject() {
      await begin();
      lost();
      return `${await setUp(env)}; then ${await setUp()}; then ${await setUp()}`;
    },
    expected,
  };
}

const NPM = 'Installing the Node packages …';
const PIP = 'Installing the Python tools into .venv …';
const loseNode = () => fs.rmSync(at('node_modules'), { recursive: true, force: true });
const losePython = () => fs.rmSync(at('.venv'), { recursive: true, force: true });

/** Makes a function of `node:fs` do something else in the set-up: a disk or a folder that can't be had here. */
function replacing(name: string, body: string): Record<string, string> {
  const file = at('fake', `${name}.cjs`);
  fs.writeFileSync(
    file,
    `const fs = require('node:fs'); const original = fs.${name};\nfs.${name} = (...args) => { ${body} };\n` +
      "require('node:module').syncBuiltinESMExports();\n",
  );
  return { NODE_OPTIONS: `--require ${JSON.stringify(file)}` };
}

const WAITING = 'another set-up (pid N) is at work, waiting …';
const named = (text: string) => text.replace(/pid \d+/, 'pid N');
const release = () => fs.writeFileSync(at('release'), '');
const npmLog = () => fs.readFileSync(at('npm.log'), 'utf8').trim().split('\n').join(', ');

/** Begins a set-up whose npm is at work until `release()`. */
async function beginLong(): Promise<SetUp> {
  await begin();
  loseNode();
  const first = startSetUp(project, { FAKE_NPM_WAITS: '1' });
  while (!fs.existsSync(at('npm.log'))) await sleep(20);
  return first;
}

async function twoAtOnce(act: (second: SetUp) => void): Promise<string> {
  const first = await beginLong();
  const second = startSetUp(project);
  await second.saying('waiting');
  act(second);
  const { code, said } = await second.end;
  release();
  return `the second ${code}: ${named(said)}; the first ${(await first.end).code}; npm ${npmLog()}; then ${await setUp()}`;
}

/** Ends a set-up by a signal while npm is at work; the next one finds what that has left. */
async function interrupted(signal: NodeJS.Signals): Promise<string> {
  const first = await beginLong();
  const ended = once(first.process, 'exit'); // not of its output, which npm holds open
  first.process.kill(signal);
  const [code, by] = (await ended) as [number | null, string | null];
  const second = startSetUp(project);
  if (signal === 'SIGKILL') await second.saying('waiting');
  release();
  const { code: next, said } = await second.end;
  return `${by ?? code}; then ${next}: ${named(said)
    .replaceAll('\n', ' ⏎ ')
    .replace(/ \(npm ci.*?\)/, '')}; npm ${npmLog()}`;
}

export const faults: Fault[] = [
  {
    fault: 'set-up when all is there, but a package for another system',
    inject: async () => (await begin(), setUp()),
    expected: '0: ',
  },
  healing(
    'a package lost',
    () => fs.rmSync(at('node_modules/@scope'), { recursive: true }),
    `node_modules/@scope/part is missing or broken. ${NPM}`,
  ),
  healing(
    'a package.json cut off',
    () => fs.truncateSync(at('node_modules/tool/package.json'), 9),
    `node_modules/tool is missing or broken. ${NPM}`,
  ),
  healing(
    'a package of another version',
    () => fs.writeFileSync(at('node_modules/@scope/part/package.json'), '{"version":"2.0.1"}'),
    `node_modules/@scope/part has version 2.0.1 instead of 2.0.0. ${NPM}`,
  ),
  healing(
    'a main file emptied',
    () => fs.truncateSync(at('node_modules/tool/main.js')),
    `node_modules/tool/main is missing or empty. ${NPM}`,
  ),
  healing(
    'a main file lost',
    () => fs.rmSync(at('node_modules/tool/main.js')),
    `node_modules/tool/main is missing or empty. ${NPM}`,
  ),
  healing(
    'a command lost',
    () => fs.rmSync(at('node_modules/.bin/tool')),
    `node_modules/.bin/tool is missing. ${NPM}`,
  ),
  healing(
    'the library of another checkout',
    () => {
      fs.rmSync(at('node_modules/softmax-lab'));
      fs.symlinkSync(at('fake'), at('node_modules/softmax-lab'));
    },
    `node_modules/softmax-lab does not lead to this project. ${NPM}`,
  ),
  healing(
    'node_modules half removed',
    () => fs.rmSync(at('node_modules/tool'), { recursive: true }),
    `node_modules/tool is missing or broken. ${NPM}`,
  ),
  healing(
    'a folder in the place of the stamp',
    () => (fs.rmSync(at('.venv/.softmax-lab-setup')), fs.mkdirSync(at('.venv/.softmax-lab-setup'))),
    PIP,
  ),
  healing(
    'the Python of .venv lost',
    () => fs.rmSync(at('.venv/bin/python')),
    `.venv has no Python that starts. ${PIP}`,
  ),
  healing(
    'the Python uninstalled that .venv leads to',
    () => {
      fs.rmSync(at('.venv/bin/python'));
      fs.symlinkSync(at('uninstalled'), at('.venv/bin/python'));
    },
    `.venv has no Python that starts. ${PIP}`,
  ),
  healing('pyvenv.cfg lost', () => fs.rmSync(at('.venv/pyvenv.cfg')), `.venv/pyvenv.cfg is missing. ${PIP}`),
  healing(
    '.venv half removed',
    () => fs.rmSync(at('.venv/site'), { recursive: true }),
    `Alpha==1.0 is not in .venv. ${PIP}`,
  ),
  healing(
    'a module of Python emptied',
    () => fs.truncateSync(at('.venv/site/alpha/__init__.py')),
    `alpha/__init__.py of alpha==1.0 is missing or damaged. ${PIP}`,
  ),
  healing(
    'the notes of pip lost',
    () => fs.rmSync(at('.venv/site/alpha-1.0.dist-info/RECORD')),
    `alpha-1.0.dist-info has no RECORD. ${PIP}`,
  ),
  healing('the kernelspec lost', () => fs.rmSync(at('.venv/share'), { recursive: true }), ''),
  healing(
    '.venv of another place',
    () =>
      fs.writeFileSync(
        at('.venv/.softmax-lab-setup'),
        fs.readFileSync(at('.venv/.softmax-lab-setup'), 'utf8').replace(project, '/elsewhere'),
      ),
    PIP,
  ),
  failing(
    'npm fails',
    { FAKE_NPM: 'fails' },
    loseNode,
    new RegExp(
      `^1: ${NPM} ⏎ setup: npm ci ended with exit code 1\\. npm could not install.*; then 0: ${NPM}; then 0: $`,
    ),
  ),
  failing(
    'npm is killed in the middle',
    { FAKE_NPM: 'dies' },
    loseNode,
    new RegExp(`^1: ${NPM} ⏎ setup: npm ci ended with SIGKILL\\..*; then 0: ${NPM}; then 0: $`),
  ),
  failing(
    'npm leaves a package out and says that all is well',
    { FAKE_NPM: 'leaves a package out' },
    loseNode,
    /^1: .*npm ci ended well, but node_modules\/@scope\/part is missing or broken\. Is there 1 GB.*; then 0: Inst.*; then 0: $/,
  ),
  failing(
    'npm leaves a file empty and says that all is well',
    { FAKE_NPM: 'empties a file' },
    loseNode,
    /^1: .*npm ci ended well, but node_modules\/tool\/main is missing or empty\. .*; then 0: Inst.*; then 0: $/,
  ),
  failing(
    'the disk is full and npm says that all is well',
    { FAKE_NPM: 'cannot write' },
    loseNode,
    /^1: .*npm ci ended well, but npm warn tar TAR_ENTRY_ERROR ENOSPC.*; then 0: Inst.*; then 0: $/,
  ),
  failing(
    'pip fails',
    { FAKE_PIP: 'fails' },
    losePython,
    new RegExp(`^1: ${PIP} ⏎ setup: pip install ended with exit code 1\\..*; then 0: ${PIP}; then 0: $`),
  ),
  failing(
    'pip leaves a package out and says that all is well',
    { FAKE_PIP: 'leaves a package out' },
    losePython,
    /^1: .*pip ended well, but Alpha==1\.0 is not in \.venv\. .*; then 0: Inst.*; then 0: $/,
  ),
  failing(
    'pip cuts a file off and says that all is well',
    { FAKE_PIP: 'cuts a file off' },
    losePython,
    /^1: .*pip ended well, but alpha\/deep\/part\.py of alpha==1\.0 is missing or damaged\. .*; then 0: Inst.*; then 0: $/,
  ),
  failing(
    'the disk has no room',
    replacing('statfsSync', 'return { bavail: 1000, bsize: 4096, blocks: 9 }'),
    loseNode,
    /^3: .*setup: it takes 800 MB of disk, there are 4 MB: make room, then repeat\.; then 0/,
  ),
  failing(
    'the project is on a read-only disk',
    replacing('mkdirSync', "throw Object.assign(new Error('EROFS'), { code: 'EROFS' })"),
    loseNode,
    /^3: setup: the project's folder can't be written \(EROFS\): make it writable.*; then 0/,
  ),
  failing(
    'a file is in the place of build/',
    {},
    () => (loseNode(), fs.writeFileSync(at('build'), '')),
    /^3: setup: something else is where a folder should be .*; then 3/,
  ),
  {
    fault: 'two set-ups at once',
    inject: () => twoAtOnce(release),
    expected: `the second 0: ${WAITING}; the first 0; npm begins, ends; then 0: `,
  },
  {
    fault: 'SIGTERM to a set-up that waits for another',
    inject: () => twoAtOnce((second) => second.process.kill('SIGTERM')),
    expected: `the second 143: ${WAITING}; the first 0; npm begins, ends; then 0: `,
  },
  {
    fault: 'SIGTERM to a set-up while npm is at work: npm ends too',
    inject: () => interrupted('SIGTERM'),
    expected: `143; then 0: ${NPM}; npm begins, begins, ends`,
  },
  {
    fault: 'SIGKILL to a set-up while npm is at work: the next waits for that npm',
    inject: () => interrupted('SIGKILL'),
    expected: `SIGKILL; then 0: ${WAITING} ⏎ ${NPM}; npm begins, ends, begins, ends`,
  },
];
