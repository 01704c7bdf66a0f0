import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/lib/paths';
import { importScript } from '../../scripts/lib/import-script';
import type { Fault } from './fault';

interface Limits {
  what: string;
  limitMinutes: number;
}
type WithLock = <T>(path: string, limits: Limits, work: () => T) => Promise<Awaited<T>>;

const lockModule = importScript<{ withLock: WithLock }>('lib/lock.mjs');
const folder = fs.mkdtempSync(join(tmpdir(), 'softmax-lab lock '));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'build.lock');

/** What another process left in the lock's place, and what becomes of it within so many seconds. */
function found(fault: string, leave: () => unknown, expected: string | RegExp, seconds = 4): Fault {
  return {
    fault: `a lock that is ${fault}`,
    async inject() {
      fs.rmSync(path, { recursive: true, force: true });
      await leave();
      const { withLock } = await lockModule;
      try {
        await withLock(path, { what: 'build', limitMinutes: seconds / 60 }, () => undefined);
        return `taken; left: ${fs.readdirSync(folder).join(', ') || 'nothing'}`;
      } catch (error) {
        const text = (error as Error).message.replaceAll(folder, '…').replace(/pid \d+/, 'pid N');
        return `${(error as Error).name}: ${text.replace(hostname(), 'HOST')}`;
      } finally {
        for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name), { recursive: true });
      }
    },
    expected,
  };
}

/** The text of a lock as this process writes it, changed. */
async function lockText(
  change: (lock: { machine: string; holders: { pid: number; started?: string }[] }) => void,
): Promise<string> {
  const { withLock } = await lockModule;
  const text = await withLock(path, { what: 'build', limitMinutes: 1 }, () => fs.readFileSync(path, 'utf8'));
  const lock = JSON.parse(text) as Parameters<typeof change>[0];
  change(lock);
  return JSON.stringify(lock);
}

const write = async (...change: Parameters<typeof lockText>) =>
  fs.writeFileSync(path, await lockText(...change));
const dead = spawnSync(process.execPath, ['--version']).pid;
const TAKEN = 'taken; left: nothing';

/** Processes that each hold the lock in turn, note it, and leave a stale one behind. */
async function race(): Promise<string> {
  const stale = await lockText(({ holders }) => (holders[0].pid = dead));
  fs.writeFileSync(path, stale);
  const log = join(folder, 'log');
  const program = `
    import { withLock } from ${JSON.stringify(pathToFileURL(join(root, 'scripts/lib/lock.mjs')).href)};
    import { appendFileSync, writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    for (let i = 0; i < 5; i++) await withLock(${JSON.stringify(path)}, { what: 'build', limitMinutes: 1 }, async () => {
      appendFileSync(${JSON.stringify(log)}, 'begins ');
      await setTimeout(5);
      appendFileSync(${JSON.stringify(log)}, 'ends\\n');
      writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(stale)}); // as if it had died
    });`;
  const started = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' }),
  );
  await Promise.all(started.map((process) => new Promise((resolve) => process.on('close', resolve))));
  const turns = fs.readFileSync(log, 'utf8').trim().split('\n');
  return `${turns.length} turns, ${turns.filter((turn) => turn !== 'begins ends').length} of them disturbed`;
}

/** Calls `body` while files can't be read. */
async function unreadable(body: () => unknown): Promise<unknown> {
  const original = fs.readFileSync;
  fs.readFileSync = () => {
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  };
  try {
    return await body();
  } finally {
    fs.readFileSync = original;
  }
}

const refused = found(
  "another user's, who lets nobody read it",
  () => fs.writeFileSync(path, '{}'),
  /^LockError: another build \(another user's, whose lock can't be read\) has been at work for/,
  0.3,
);

export const faults: Fault[] = [
  found("a dead process's", () => write(({ holders }) => (holders[0].pid = dead)), TAKEN),
  found(
    "a dead process's whose id another one has by now",
    () => write(({ holders }) => (holders[0].started = 'long ago')),
    TAKEN,
  ),
  found(
    "a dead process's, of next year",
    async () => {
      await write(({ holders }) => (holders[0].pid = dead));
      fs.utimesSync(path, new Date(), new Date(Date.now() + 365 * 86_400_000));
    },
    TAKEN,
  ),
  found('empty', () => fs.writeFileSync(path, ''), TAKEN),
  found(
    'empty, of next year',
    () => {
      fs.writeFileSync(path, '');
      fs.utimesSync(path, new Date(), new Date(Date.now() + 365 * 86_400_000));
    },
    TAKEN,
  ),
  found('cut off', async () => fs.writeFileSync(path, (await lockText(() => undefined)).slice(0, 20)), TAKEN),
  found('a number, that of a living process', () => fs.writeFileSync(path, String(process.ppid)), TAKEN),
  found('without holders', () => write((lock) => (lock.holders = [])), TAKEN),
  found('of a process 0', () => write(({ holders }) => (holders[0].pid = 0)), TAKEN),
  found('a folder', () => fs.mkdirSync(path), TAKEN),
  found(
    'a folder with something in it',
    () => fs.mkdirSync(join(path, 'kept'), { recursive: true }),
    'LockError: …/build.lock is a folder with something in it, where a lock should be: remove it and repeat.',
  ),
  found('a link to nothing', () => fs.symlinkSync('nothing', path), TAKEN),
  found('a link to itself', () => fs.symlinkSync('build.lock', path), TAKEN),
  found(
    'a link to a file, which stays',
    () => {
      fs.writeFileSync(join(folder, 'kept'), '');
      fs.symlinkSync('kept', path);
    },
    'taken; left: kept',
  ),
  found(
    'being broken by a process that died',
    async () => {
      const text = await lockText(({ holders }) => (holders[0].pid = dead));
      fs.writeFileSync(path, text);
      fs.writeFileSync(`${path}.break`, text);
    },
    TAKEN,
  ),
  found(
    "a dead process's, which a living one is just breaking",
    async () => {
      fs.writeFileSync(`${path}.break`, await lockText(() => undefined));
      fs.writeFileSync(path, await lockText(({ holders }) => (holders[0].pid = dead)));
    },
    /^LockError: another build \(pid N\) has been at work for/,
    0.3,
  ),
  found(
    'being broken by something that is a folder',
    async () => {
      await write(({ holders }) => (holders[0].pid = dead));
      fs.mkdirSync(`${path}.break`);
    },
    TAKEN,
  ),
  found(
    "a living process's, which never ends",
    () => write(() => undefined),
    /^LockError: another build \(pid N\) has been at work for .* minutes: end it, or remove …\/build.lock if there is none, then repeat\.$/,
    0.3,
  ),
  found(
    "another machine's",
    () => write((lock) => (lock.machine = 'elsewhere')),
    /^LockError: another build \(pid N of elsewhere\) has been at work for/,
    0.3,
  ),
  { ...refused, inject: () => unreadable(refused.inject) },
  found(
    "a dead process's, whose npm lives on",
    () => write(({ holders }) => holders.unshift({ ...holders[0], pid: dead })),
    /^LockError: another build \(pid N\) has been at work/,
    0.3,
  ),
  {
    fault: 'stale locks that four processes find at once',
    inject: race,
    expected: '20 turns, 0 of them disturbed',
  },
];
