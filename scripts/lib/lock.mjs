import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

const POLL_MS = 25;
/** No holder works this long: an older lock belongs to a dead process whose id another one has by now. */
const MAX_AGE_MS = 5 * 60_000;

/**
 * Runs `work` while this process alone holds the lock file, waiting for its turn. A lock that a killed process
 * left behind is broken. (Two waiters may, in a rare race, both break it and both proceed; so `work` must be
 * correct when run twice, and the lock only saves doing so.)
 */
export function withLock(path, work) {
  while (!acquire(path)) {
    if (isStale(path)) breakLock(path);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function acquire(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    // Windows says EPERM while another process is removing the file.
    if (error.code === 'EEXIST' || error.code === 'EPERM') return false;
    throw error;
  }
}

function isStale(path) {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    const pid = Number(readFileSync(path, 'utf8'));
    return age > MAX_AGE_MS || (pid > 0 ? !isAlive(pid) : age > 1000);
  } catch {
    return false; // released in the meantime
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // it lives, but is another user's
  }
}

function breakLock(path) {
  const broken = `${path}.${process.pid}`;
  try {
    renameSync(path, broken); // of several waiters one succeeds
    rmSync(broken, { force: true });
  } catch {
    // another waiter was faster
  }
}
