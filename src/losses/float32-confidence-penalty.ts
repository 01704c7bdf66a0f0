import * as kernels from '../wasm';
import { int32Labels } from './int32-labels';
import { allMasked, type LabelRows } from './label-rows';
import type { KernelResults } from './loss';

/** The confidence penalty of float32 rows. */
export function confidencePenaltyKernel(
  where: string,
  logits: Float32Array,
  { labels, ignoreIndex, rowWeight, shape: { width } }: LabelRows,
  beta: number,
): (results: KernelResults) => void {
  const rowWeights = Float64Array.from(labels, (_, i) => rowWeight(i));
  return ({ scale, gradient, losses }) => {
    for (let i = 0; i < losses.length; i++) {
      if (rowWeights[i] !== 0 && isMasked(logits, i * width, width)) throw allMasked(where, i);
    }
    const given = int32Labels(labels, ignoreIndex);
    kernels.confidencePenalty({ logits, labels: given, rowWeights, beta, scale, gradient, losses });
  };
}

function isMasked(z: Float32Array, from: number, width: number): boolean {
  for (let k = from; k < from + width; k++) if (z[k] !== -Infinity) return false;
  return true;
}
