import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KernelError, OptionError } from '../core';
import { add } from './elementwise';
import { float32Array } from './float32-array';
import { memory, type Memory } from './memory';
import { parallel } from './parallel';
import { setThreads, threads } from './thread-count';

const COUNT = 300_003;

function sum(): void {
  const [x, y, to] = [1, 2, 3].map(() => float32Array(COUNT));
  for (let i = 0; i < COUNT; i++) [x[i], y[i]] = [i, 1];
  to.fill(NaN);
  add(x, y, to);
  assert.equal(
    to.findIndex((value, i) => value !== i + 1),
    -1,
  );
}

/** Long enough for the threads to have started: they need no event loop, only time. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe('the threads', () => {
  it('do all of the work once, however many there are', () => {
    for (const count of [1, 2, 3, 8]) {
      setThreads(count);
      assert.equal(threads(), count);
      for (let round = 0; round < 4; round++) sum();
      pause(100);
      for (let round = 0; round < 4; round++) sum();
    }
  });

  it('are not woken where an array gets a buffer: the memory does not grow for it, of which each would hear', () => {
    setThreads(2);
    sum();
    const shared = memory() as Memory;
    const seen = shared.memory.buffer;
    assert.ok(shared.newBuffer() !== shared.newBuffer());
    assert.ok(shared.memory.buffer === seen);
  });

  it('make a call fail with the error of the thread that failed, and recover', () => {
    setThreads(3);
    sum();
    pause(100);
    const outside = 2 ** 32 - 4 * COUNT - 64; // beyond the memory, and no sum of addresses wraps into it
    for (let round = 0; round < 3; round++) {
      assert.throws(() => parallel('add', COUNT, 1000, 64, 64, outside), /out of bounds/);
      sum();
    }
  });

  it('are refused in numbers that make no sense', () => {
    for (const count of [0, -1, 1.5, NaN, 65]) assert.throws(() => setThreads(count), OptionError);
    assert.throws(() => parallel('toString', 1, 1), KernelError);
  });
});
