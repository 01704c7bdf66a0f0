import assert from 'node:assert/strict';
import { Script } from 'node:vm';
import { memory } from '../../src/wasm/memory';

/**
 * Runs `body` until the engine ends it as at an interrupt of the kernel: without `finally`. `body` goes on for ever, and
 * asks for the interrupt by calling what it is given.
 */
export function interrupt(body: (ask: () => void) => void): void {
  let asked = false;
  const ask = (): void => {
    if (!asked) process.kill(process.pid, 'SIGINT');
    asked = true;
  };
  Object.assign(globalThis, { interruptedBody: () => body(ask) });
  assert.throws(() => new Script('interruptedBody()').runInThisContext({ breakOnSigint: true }), {
    code: 'ERR_SCRIPT_EXECUTION_INTERRUPTED',
  });
}

/** Bytes of the shared memory that are not free. */
export const used = (): number => memory()?.used ?? 0;
