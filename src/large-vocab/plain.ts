import { exp, log, type FloatArray } from '../core';
import type { LinearCrossEntropyRun } from '../wasm';

/** What `wasm.linearCrossEntropy` does, in plain float64 loops, with one row of logits in memory at a time. */
export function plainLinearCrossEntropy(run: LinearCrossEntropyRun<FloatArray>): void {
  const { rows, inputs, classes, x, weight, classesFirst, bias, labels, classWeights, smooth, gradients } =
    run;
  const at = (d: number, k: number): number => (classesFirst ? k * inputs + d : d * classes + k);
  const z = new Float64Array(classes);
  const sums = gradients && {
    x: new Float64Array(rows * inputs),
    weight: new Float64Array(weight.length),
    bias: new Float64Array(classes),
  };
  for (let i = 0; i < rows; i++) {
    const row = x.subarray(i * inputs, (i + 1) * inputs);
    let weighted = 0;
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (let d = 0; d < inputs; d++) sum += row[d] * weight[at(d, k)];
      z[k] = sum + (bias?.[k] ?? 0);
      const w = classWeights?.[k] ?? 1;
      if (smooth && w !== 0) weighted += w * z[k];
    }
    const label = labels[i];
    const {
      logSum,
      gain,
      pull,
      label: ofLabel,
    } = run.row(i, logSumOf(z, label), z[label] ?? -Infinity, weighted);
    if (!sums || logSum === Infinity) continue;
    for (let k = 0; k < classes; k++) {
      const g = k === label ? ofLabel : gain * exp(z[k] - logSum) - pull * (classWeights?.[k] ?? 1);
      for (let d = 0; d < inputs; d++) {
        sums.x[i * inputs + d] += g * weight[at(d, k)];
        sums.weight[at(d, k)] += g * row[d];
      }
      sums.bias[k] += g;
    }
  }
  if (!sums || !gradients) return;
  gradients.x.set(sums.x);
  gradients.weight.set(sums.weight);
  gradients.bias?.set(sums.bias);
}

/** log Σ exp z without the class `left` */
function logSumOf(z: Float64Array, left: number): number {
  let max = -Infinity;
  let sum = 0;
  for (let k = 0; k < z.length; k++) if (k !== left && !(z[k] <= max)) max = z[k]; // NaN stays
  if (max === -Infinity) return max;
  for (let k = 0; k < z.length; k++) if (k !== left) sum += exp(z[k] - max);
  return max + log(sum);
}
