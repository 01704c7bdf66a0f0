/** Run by threads.test.ts: kernel calls until an interrupt, as in a notebook, and then one that must be right. */
import { writeSync } from 'node:fs';
import { Script } from 'node:vm';
import { gemm } from '../../src/wasm/gemm';
import { float32Array } from '../../src/wasm/float32-array';
import { setThreads } from '../../src/wasm/thread-count';

const SIZE = 512;
const sizes = { m: SIZE, n: SIZE, k: SIZE };
const ones = (value: number): Float32Array => float32Array(SIZE * SIZE).fill(value);

setThreads(3);
for (let round = 0; round < 3; round++) {
  const [a, b, c] = [ones(1), ones(2), ones(0)];
  Object.assign(globalThis, { multiply: () => gemm(a, b, c, sizes) });
  writeSync(1, 'go\n');
  try {
    new Script('for (;;) multiply()').runInThisContext({ breakOnSigint: true });
  } catch {
    writeSync(1, 'interrupted\n');
  }
  // Whatever the threads were doing, what is made from now on must be left alone.
  const fresh = Array.from({ length: 8 }, () => ones(3));
  const product = float32Array(SIZE * SIZE);
  gemm(fresh[0], fresh[1], product, sizes);
  const right =
    fresh.every((x) => x.every((value) => value === 3)) && product.every((value) => value === 9 * SIZE);
  writeSync(1, right ? 'right\n' : 'wrong\n');
}
