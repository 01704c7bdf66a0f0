import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memory } from './memory';
import { startPool, type Pool } from './pool';
import { ARGUMENTS_AT, WORDS } from './serve';
import { add } from './elementwise';
import { webAssembly } from './web-assembly';

/** setScratch(i32, i32), and a kernel that never returns: (begin, end) loop for ever. */
const ENDLESS = [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x06, 0x01, 0x60, 0x02, 0x7f, 0x7f, 0x00], // one type: (i32, i32) → ()
  ...[0x03, 0x03, 0x02, 0x00, 0x00], // two functions of it
  ...[
    0x07,
    0x18,
    0x02,
    0x0a,
    ...Buffer.from('setScratch'),
    0x00,
    0x00,
    0x07,
    ...Buffer.from('endless'),
    0x00,
    0x01,
  ],
  ...[0x0a, 0x0c, 0x02, 0x02, 0x00, 0x0b, 0x07, 0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b],
];

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A pool whose workers never come back from their first chunk. The calling thread stays in its own till they are in theirs. */
function endlessPool(): Pool {
  const shared = memory();
  assert.ok(shared && webAssembly);
  const module = new webAssembly.Module(Uint8Array.from(ENDLESS));
  const blocks: SharedArrayBuffer[] = [];
  const endless = (): void => {
    const state = new Int32Array(blocks[0], 0, ARGUMENTS_AT / 4);
    do pause(20);
    while (Atomics.load(state, WORDS.active) === 0);
  };
  const kernels = { setScratch: () => {}, endless };
  return noting(blocks, () => startPool(shared, { module, kernels, native: undefined }, 2));
}

/** Runs `body` and notes the shared blocks that it makes. */
function noting<T>(blocks: SharedArrayBuffer[], body: () => T): T {
  const { SharedArrayBuffer } = globalThis;
  globalThis.SharedArrayBuffer = class extends SharedArrayBuffer {
    constructor(bytes: number) {
      super(bytes);
      blocks.push(this);
    }
  };
  try {
    return body();
  } finally {
    globalThis.SharedArrayBuffer = SharedArrayBuffer;
  }
}

/** Runs `body` with a clock that is a thousand times too fast. */
function hurried(body: () => void): void {
  const now = performance.now.bind(performance);
  performance.now = () => 1000 * now();
  try {
    body();
  } finally {
    performance.now = now;
  }
}

describe('A worker that is in a chunk and does not come back', () => {
  it('makes the call fail after 30 s; the next call on a new pool is right', () => {
    const [x, y, to] = [1, 2, 0].map((value) => new Float32Array(300_001).fill(value));
    add(x, y, to);
    const pool = endlessPool();
    const before = memory()?.used;
    hurried(() => {
      assert.throws(() => pool.run('endless', 15, 1, []), {
        name: 'KernelError',
        message: /endless: [12] worker threads died or hang; the next call starts new ones/,
      });
    });
    assert.ok(pool.broken);
    assert.equal(memory()?.used, before);
    pool.stop();
    for (let round = 0; round < 3; round++) {
      to.fill(NaN);
      add(x, y, to);
      assert.ok(to.every((value) => value === 3));
      pause(50);
    }
    assert.equal(memory()?.used, before);
  });
});
