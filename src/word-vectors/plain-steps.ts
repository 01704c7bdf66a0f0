import { exp, log1p, type FloatArray } from '../core';
import type { LogisticSteps } from '../wasm';

/** What the kernel `logisticSteps` does, in float64 with one rounding for each number that is stored; returns the loss. */
export function plainSteps({
  inputs,
  outputs,
  dimensions,
  examples,
  learningRate,
}: LogisticSteps<FloatArray>): number {
  const { inputStarts, inputRows, targetRanges, targets } = examples;
  const x = new Float64Array(dimensions);
  const step = new Float64Array(dimensions);
  let loss = 0;
  for (let i = 0; i < examples.count; i++) {
    const rows = inputRows.subarray(inputStarts[i], inputStarts[i + 1]);
    x.fill(0);
    for (const row of rows) for (let d = 0; d < dimensions; d++) x[d] += inputs[row * dimensions + d];
    for (let d = 0; d < dimensions; d++) x[d] /= rows.length;
    step.fill(0);
    for (const target of targets.subarray(targetRanges[2 * i], targetRanges[2 * i + 1])) {
      const at = (target >> 1) * dimensions;
      let z = 0;
      for (let d = 0; d < dimensions; d++) z += x[d] * outputs[at + d];
      // What the loss rises with: z of a negative, −z of a positive.
      const sign = target & 1 ? -1 : 1;
      const s = sign * z;
      const decay = exp(-Math.abs(s));
      loss += Math.max(s, 0) + log1p(decay);
      const factor = (-sign * learningRate * (s < 0 ? decay : 1)) / (1 + decay);
      for (let d = 0; d < dimensions; d++) {
        step[d] += factor * outputs[at + d];
        outputs[at + d] += factor * x[d];
      }
    }
    for (const row of rows) for (let d = 0; d < dimensions; d++) inputs[row * dimensions + d] += step[d];
  }
  return loss;
}
