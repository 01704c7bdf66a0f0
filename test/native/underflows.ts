/**
 * Prints for which numbers of classes the cross-entropy of masked logits has rounded something to a subnormal number, or
 * to 0, which processors are slow at. With a gradient it must: the probabilities of what is masked are 0.
 */
import { join } from 'node:path';
import { rng } from '../../src/core';
import { softmaxCrossEntropy } from '../../src/wasm';

const addOn = { exports: {} as { underflows: () => boolean } };
process.dlopen(addOn, join(process.env.SOFTMAX_LAB_NATIVE ?? '', 'kernels.node'));
const { underflows } = addOn.exports;

const rows = 32;
const found: Record<string, number[]> = { value: [], gradient: [] };
for (const classes of [10, 45, 1000, 1024, 5003]) {
  const random = rng(1);
  const logits = Float32Array.from({ length: rows * classes }, (_, i) =>
    i % classes > 0 && random.uniform() < 0.3 ? -1e9 : random.normal(),
  );
  const run = { logits, target: new Int32Array(rows), losses: new Float32Array(rows), scale: 1 / rows };
  underflows();
  softmaxCrossEntropy(run);
  if (underflows()) found.value.push(classes);
  softmaxCrossEntropy({ ...run, gradient: new Float32Array(logits.length) });
  if (underflows()) found.gradient.push(classes);
}
console.log(JSON.stringify(found));
