import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** Trains a little in float32 and prints whether there are kernels, the weights' fingerprint, a loss of logits, and an embedding's. */
const PROGRAM = `
  const [{ rng }, nn, losses] = [require('./src/core'), require('./src/nn'), require('./src/losses')];
  const [optim, wasm] = [require('./src/optim'), require('./src/wasm')];
  const { fingerprint } = require('./src/train/fingerprint');
  const r = rng(1);
  const x = r.normals([200, 300], { dtype: 'float32' });
  x.data.forEach((value, i) => value < 0.8 && (x.data[i] = 0));
  const labels = Int32Array.from({ length: 200 }, (_, i) => i % 10);
  const targets = r.normals([200, 10], { dtype: 'float32' });
  const model = nn.linear(300, 10, { rng: r, dtype: 'float32' });
  const optimizer = optim.adam();
  for (let step = 0; step < 5; step++) {
    const [z, cache] = model.forward(x);
    const { gradient } = losses.meanSquaredError.withGradient(z, targets);
    optimizer.step(model.parameters, nn.parameterGradients(model, cache, gradient));
  }
  console.log(wasm.available(), fingerprint(model), losses.softmaxCrossEntropy(model.forward(x)[0], labels));
  const table = nn.embedding(500, 8, { rng: r, dtype: 'float32' });
  const [rows, lookup] = table.forward(Int32Array.from({ length: 700 }, (_, i) => (i * i) % 500));
  table.parameters.weight.data.set(table.backward(lookup, rows).gradients.weight.data);
  console.log(fingerprint(table));
  console.log(nn.matmul(...[2, 3].map((seed) => rng(seed).normals([64, 64], { dtype: "float32" }))).data.length);`;

function run(before = ''): string[] {
  const args = ['--require', 'ts-node/register/transpile-only', '--eval', before + PROGRAM];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trim().split(/\s/);
}

describe('Without WebAssembly, or without memory to share', () => {
  it('plain loops do the work, with the same bits in a linear layer of sparse rows, its optimiser and an embedding', () => {
    const [available, print, loss, tablePrint, length] = run();
    assert.deepEqual([available, length], ['true', '4096']);
    for (const missing of ['WebAssembly', 'SharedArrayBuffer']) {
      const [without, plainPrint, plainLoss, plainTablePrint, plainLength] = run(
        `delete globalThis.${missing};`,
      );
      assert.deepEqual([without, plainPrint, plainLength], ['false', print, '4096']);
      assert.equal(plainTablePrint, tablePrint);
      // The loss's kernel rounds each row's to float32, the plain loop keeps float64.
      assert.ok(Math.abs(Number(plainLoss) / Number(loss) - 1) < 2 ** -22, `${plainLoss}, ${loss}`);
    }
  });
});
