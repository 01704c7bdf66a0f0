import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
/** After so long a wait it is told, and again at these intervals. */
const SILENCE_MS = 2000;
const REPEAT_MS = 60_000;
/** What names no holder is a lock that is just being written, or that a crash cut off. */
const UNFINISHED_MS = 1000;

/** The lock can't be had; the message names the remedy. */
export class LockError extends Error {
  name = 'LockError';
}

/**
 * Runs `work` while this process alone holds the lock file, waiting for its turn.
 *
 * The file names its holders, the process and the programs that it started, by id and time of start, so that a lock
 * which dead ones left behind is known and broken, also when another process has the id by now. `work` is given a
 * function that adds a program's id to them.
 * @param what is at work, in words: 'build'
 * @throws LockError when it takes longer than `limitMinutes`, or something else than a lock has the file's place
 */
export async function withLock(path, { what, limitMinutes }, work) {
  const holders = [identityOf(process.pid)];
  const text = () => JSON.stringify({ machine: machine(), holders });
  await acquire(path, text(), what, limitMinutes);
  const release = () => {
    if (holders.slice(1).some(isAlive)) return; // a program that outlives us holds it on
    if (readLock(path) === text()) fs.rmSync(path, { force: true });
  };
  process.on('exit', release); // `process.exit` passes by `finally`
  try {
    return await work((pid) => {
      const mine = text();
      holders.push(identityOf(pid));
      if (readLock(path) !== mine) return;
      fs.writeFileSync(`${path}.${process.pid}`, text());
      fs.renameSync(`${path}.${process.pid}`, path);
    });
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(path, text, what, limitMinutes) {
  const [watch, watchGuard] = [watchLock(path), watchLock(`${path}.break`)];
  const began = performance.now();
  let tell = SILENCE_MS;
  while (!create(path, text)) {
    const { stale, holder, seen } = watch();
    if (stale && breakLock(path, seen, text, watchGuard)) continue;
    const waited = performance.now() - began;
    if (waited > limitMinutes * 60_000) {
      throw new LockError(
        `another ${what} (${holder}) has been at work for ${limitMinutes} minutes: end it, or remove ${path} if there is none, then repeat.`,
      );
    }
    if (waited > tell) {
      tell = waited + REPEAT_MS;
      console.error(`another ${what} (${holder}) is at work, waiting …`);
    }
    await sleep(POLL_MS); // not `Atomics.wait`: signals are to be heard
  }
}

function create(path, text) {
  let file;
  try {
    file = fs.openSync(path, 'wx');
  } catch (error) {
    // Windows says EPERM while another process is removing the file.
    if (error.code === 'EEXIST' || (error.code === 'EPERM' && process.platform === 'win32')) return false;
    throw error;
  }
  try {
    fs.writeSync(file, text);
  } catch (error) {
    fs.rmSync(path, { force: true });
    throw error;
  } finally {
    fs.closeSync(file);
  }
  return true;
}

/** A function that looks at a lock: whether it is stale, else who holds it, and what was seen of it. */
function watchLock(path) {
  let last;
  let since;
  return () => {
    const seen = readLock(path);
    if (seen !== last || since === undefined) [last, since] = [seen, performance.now()];
    if (seen === NO_FILE) return { stale: true, holder: 'no file', seen };
    if (seen === undefined) return { stale: false, holder: 'it is just ending', seen };
    if (seen === UNREADABLE)
      return { stale: false, holder: "another user's, whose lock can't be read", seen };
    const lock = parse(seen);
    if (!lock) {
      const stale = performance.now() - since > UNFINISHED_MS;
      return { stale, holder: 'it is just beginning', seen };
    }
    const holder = lock.holders.find(isAlive);
    if (lock.machine !== machine()) {
      return { stale: false, holder: `pid ${lock.holders[0].pid} of ${lock.machine}`, seen };
    }
    return { stale: !holder, holder: `pid ${(holder ?? lock.holders[0]).pid}`, seen };
  };
}

const NO_FILE = Symbol('a folder, a link or the like');
const UNREADABLE = Symbol('a file that may not be read');

/** Its text; undefined when there is none. */
function readLock(path) {
  try {
    const entry = fs.lstatSync(path, { throwIfNoEntry: false });
    if (!entry) return undefined;
    return entry.isFile() ? fs.readFileSync(path, 'utf8') : NO_FILE;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EBUSY') return UNREADABLE;
    throw error;
  }
}

function parse(text) {
  try {
    const lock = JSON.parse(text);
    const whole =
      lock.holders.length > 0 && lock.holders.every(({ pid }) => Number.isInteger(pid) && pid > 0);
    return whole ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** Under a lock of its own: else two waiters could both break it, the slower one that of the faster. */
function breakLock(path, seen, text, watchGuard) {
  const guard = `${path}.break`;
  if (!create(guard, text)) {
    if (watchGuard().stale) remove(guard);
    return false;
  }
  try {
    if (readLock(path) === seen) remove(path);
    return true;
  } finally {
    fs.rmSync(guard, { force: true });
  }
}

function remove(path) {
  try {
    if (fs.lstatSync(path).isDirectory()) fs.rmdirSync(path);
    else fs.rmSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    throw new LockError(
      `${path} is a folder with something in it, where a lock should be: remove it and repeat.`,
    );
  }
}

/** Ids of processes mean nothing on another machine that shares the folder, nor in another container. */
function machine() {
  try {
    return `${hostname()} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function identityOf(pid) {
  return { pid, started: startOf(pid) };
}

function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false; // EPERM: it lives, but is another user's
  }
  const now = startOf(pid);
  return now !== null && (now === undefined || started === undefined || now === started);
}

/** When the process began, in the system's words; undefined where that can't be found out; null for a dead one. */
function startOf(pid) {
  if (process.platform === 'linux') {
    try {
      const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      // After the name, which may hold anything: state, parent, …; the start is the 22nd field of all.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot} ${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  if (process.platform === 'win32') return undefined;
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return (
    spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' }).stdout?.trim() ||
    undefined
  );
}
