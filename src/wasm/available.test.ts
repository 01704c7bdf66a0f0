import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** Trains a little in float32 and prints the loss, the weights' fingerprint, and whether there are kernels. */
const PROGRAM = `
  const [{ rng }, nn, losses] = [require('./src/core'), require('./src/nn'), require('./src/losses')];
  const [optim, wasm] = [require('./src/optim'), require('./src/wasm')];
  const { fingerprint } = require('./src/train/fingerprint');
  const r = rng(1);
  const x = r.normals([200, 300], { dtype: 'float32' });
  x.data.forEach((value, i) => value < 0.8 && (x.data[i] = 0));
  const labels = r.permutation(200).map((i) => i % 10);
  const model = nn.linear(300, 10, { rng: r, dtype: 'float32' });
  const optimizer = optim.adam();
  for (let step = 0; step < 5; step++) {
    const [z, cache] = model.forward(x);
    const { gradient } = losses.softmaxCrossEntropy.withGradient(z, labels);
    optimizer.step(model.parameters, nn.parameterGradients(model, cache, gradient));
  }
  console.log(wasm.available(), fingerprint(model));
  console.log(nn.matmul(...[2, 3].map((seed) => rng(seed).normals([64, 64], { dtype: "float32" }))).data.length);`;

function run(before = ''): string[] {
  const args = ['--require', 'ts-node/register/transpile-only', '--eval', before + PROGRAM];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trim().split(/\s/);
}

describe('Without WebAssembly, or without memory to share', () => {
  it('plain loops do the work, with the same bits in a linear classifier of sparse rows', () => {
    const [available, print, length] = run();
    assert.deepEqual([available, length], ['true', '4096']);
    assert.deepEqual(run('delete globalThis.WebAssembly;'), ['false', print, '4096']);
    assert.deepEqual(run('delete globalThis.SharedArrayBuffer;'), ['false', print, '4096']);
  });
});
