import type { Labels, Tensor } from '../core';
import * as kernels from '../wasm';
import type { LabelFunction } from '../wasm';
import { int32IgnoreIndex, int32Labels } from './int32-labels';
import { lossOfLabel } from './label-function';
import { checkMasked, labelRows, softmaxRow, type LabelRows, type WeightedLabelOptions } from './label-rows';
import type { Batch, KernelResults } from './loss';
import type { AnyReduction } from './reduction';
import { usesKernel } from './uses-kernel';

/**
 * The batch of a loss that depends on the logits by the probability of the label alone.
 *
 * @param alpha - factor of the rows of each class, or of all, that is no weight of the mean
 */
export function ofLabelProbability(
  where: string,
  logits: Tensor,
  given: Labels,
  options: AnyReduction<WeightedLabelOptions>,
  of: LabelFunction,
  alpha: number | ArrayLike<number> = 1,
): Batch {
  const rows = labelRows(where, logits, given, options);
  const { labels, shape, rowWeight } = rows;
  const factorOf = (i: number): number => {
    const omega = rowWeight(i);
    return omega === 0 ? 0 : omega * (typeof alpha === 'number' ? alpha : alpha[labels[i]]);
  };
  const fast = usesKernel(logits);
  const isPlain = alpha === 1 && !options.weight && !options.sampleWeight;
  const factors = fast && !isPlain ? Float64Array.from(labels, (_, i) => factorOf(i)) : undefined;
  if (fast && bearsFactors(of, factors)) {
    const kernel = (results: KernelResults): void => runKernel(where, logits, rows, factors, of, results);
    return Object.assign(shape, { kernel });
  }
  const p = new Float64Array(shape.width);
  return {
    ...shape,
    row(i, z, gradient) {
      const factor = factorOf(i);
      gradient.fill(0);
      if (factor === 0) return 0;
      const { max, logSum, rest } = softmaxRow(where, i, z, p);
      const y = labels[i];
      const [loss, slope] = lossOfLabel(of, { p: p[y], rest: rest(y), cost: max - z[y] + logSum });
      for (let k = 0; k < p.length; k++) gradient[k] = factor * slope * p[k];
      gradient[y] = -factor * slope * rest(y);
      return factor * loss;
    },
  };
}

/** Whether a float32 loss bears the rows' factors, and the kernel the function. */
function bearsFactors(of: LabelFunction, factors: Float64Array = new Float64Array()): boolean {
  if (of.name === 'poly' && !(of.a + of.b >= 0 && of.a + Math.abs(of.b) < 1e3)) return false;
  if (of.name === 'focal' && of.gamma > 1e3) return false;
  return factors.every((factor) => factor === 0 || (factor > 1e-12 && factor < 1e6));
}

function runKernel(
  where: string,
  logits: Tensor,
  { labels, ignoreIndex }: LabelRows,
  factors: Float64Array | undefined,
  of: LabelFunction,
  { scale, gradient, losses }: KernelResults,
): void {
  kernels.labelLoss({
    logits: logits.data as Float32Array,
    labels: int32Labels(labels, ignoreIndex),
    ignoreIndex: int32IgnoreIndex(ignoreIndex),
    rowWeights: factors,
    of,
    scale,
    gradient,
    losses,
  });
  checkMasked(where, losses);
}
