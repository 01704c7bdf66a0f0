import { expm1 } from '../core';
import * as kernels from '../wasm';
import { allMasked, type LabelRows } from './label-rows';
import type { KernelResults } from './loss';

/** The confidence penalty of float32 rows: the kernels' softmax and its logarithm, and what is made of them in float64. */
export function confidencePenaltyKernel(
  where: string,
  z: Float32Array,
  { labels, rowWeight, shape: { width: K } }: LabelRows,
  beta: number,
): (results: KernelResults) => void {
  return ({ scale, gradient: g, losses }) =>
    kernels.scope(() => {
      const logP = kernels.float32Array(z.length);
      kernels.logSoftmax(z, K, logP);
      for (let i = 0; i < losses.length; i++) {
        if (Number.isNaN(logP[i * K]) && rowWeight(i) !== 0 && isMasked(z, i * K, K))
          throw allMasked(where, i);
      }
      kernels.softmax(z, K, g); // which may be the logits
      for (let i = 0; i < losses.length; i++) {
        const omega = rowWeight(i);
        const [from, to, y] = [i * K, (i + 1) * K, i * K + labels[i]];
        losses[i] = 0;
        if (omega === 0) {
          g.fill(0, from, to);
          continue;
        }
        let entropy = 0;
        for (let k = from; k < to; k++) if (g[k] !== 0) entropy -= g[k] * logP[k];
        losses[i] = omega * (-logP[y] - beta * entropy);
        const factor = omega * scale;
        const labelSlope = expm1(logP[y]) + (g[y] === 0 ? 0 : beta * g[y] * (logP[y] + entropy));
        for (let k = from; k < to; k++) {
          const p = g[k];
          g[k] = p === 0 ? 0 : factor * p * (1 + beta * (logP[k] + entropy));
        }
        g[y] = factor * labelSlope;
      }
    });
}

function isMasked(z: Float32Array, from: number, K: number): boolean {
  for (let k = from; k < from + K; k++) if (z[k] !== -Infinity) return false;
  return true;
}
