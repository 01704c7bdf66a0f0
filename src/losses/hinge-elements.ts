import type { Tensor } from '../core';
import * as kernels from '../wasm';
import { checkSigns, elementwise, readElementTargets, type ElementTargets } from './elementwise';
import type { Batch } from './loss';
import { usesKernel } from './uses-kernel';

/** The batch of a hinge loss of each score by itself, or of its square. */
export function hingeElements(
  where: string,
  scores: Tensor,
  labels: ElementTargets,
  isSquared: boolean,
): Batch {
  const y = readElementTargets(where, scores, labels);
  const batch = elementwise(scores, (i, s, gradient) => {
    const sign = y[i] === 1 ? 1 : -1;
    const missing = 1 - sign * s;
    const shortfall = missing <= 0 ? 0 : missing;
    const steepness = isSquared ? 2 * shortfall : shortfall > 0 ? 1 : shortfall;
    gradient[0] = steepness === 0 ? 0 : -sign * steepness;
    return isSquared ? shortfall * shortfall : shortfall;
  });
  if (!usesKernel(scores)) {
    checkSigns(where, y);
    return batch;
  }
  return {
    ...batch,
    kernel({ scale, gradient, losses }) {
      // The kernel looks at the labels as it goes; which is wrong, a loop tells, and before they are written over.
      if ([gradient, losses].some((result) => result?.byteOffset === y.byteOffset)) checkSigns(where, y);
      const negative = y.find((label) => label !== 1) === 0 ? 0 : -1;
      const run = { labels: y as Float32Array, negative, isSquared, scale, gradient, losses } as const;
      if (!kernels.hinge({ ...run, scores: scores.data as Float32Array })) checkSigns(where, y);
    },
  };
}
