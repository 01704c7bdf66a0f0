import { log } from '../core';
import type { Reduction } from '../core/reduction';
import { powerOfTwo } from '../core/special/powers-of-two';
import type { ClassTargets } from './class-targets';

const LN2 = 0.6931471805599453;

/** The weights of a batch's classes and rows, as multiples of a unit. */
export interface RowWeights {
  /** `[K]` */
  weight?: ArrayLike<number>;
  /** `[N]` */
  sampleWeight?: ArrayLike<number>;
  /** A power of two, so that no weight loses a bit by the division. */
  unit: number;
  /**
   * What each row adds to the denominator of `'mean'`: nothing if it is ignored, else its sample weight times the
   * weight of its class (if its target is a class).
   */
  rowWeight: (i: number) => number;
  /** What `'mean'` divides by. */
  denominator: number;
}

interface WeightedOptions {
  reduction?: Reduction;
  labelSmoothing?: number;
  zLoss?: number;
}

/**
 * The weights in units of the largest that counts. A mean does not depend on the weights' scale, but float32 does: a
 * loss times 1e-50 is 0 there, times 1e40 ∞. Losses that are not reduced keep the scale: their unit is 1.
 *
 * @param options - as of the loss: with smoothing a row's loss takes the weights of all classes, not of its label's alone;
 *   the z-loss of a row of probabilities takes none
 */
export function rowWeights(
  rows: number,
  targets: ClassTargets,
  weight: ArrayLike<number> | undefined,
  sampleWeight: ArrayLike<number> | undefined,
  { reduction, labelSmoothing = 0, zLoss = 0 }: WeightedOptions,
): RowWeights {
  const rowWeight = (i: number): number => {
    if (targets.isIgnored(i)) return 0;
    const label = targets.classOf(i);
    return (sampleWeight?.[i] ?? 1) * (label === undefined ? 1 : (weight?.[label] ?? 1));
  };
  if (!weight && !sampleWeight) return { unit: 1, rowWeight, denominator: targets.counted };

  let unit = 1;
  if (reduction !== 'none' && !(isUsual(weight) && isUsual(sampleWeight))) {
    let [heaviest, largest] = [weight ? 0 : 1, 0];
    for (let k = 0; k < (weight?.length ?? 0); k++) heaviest = Math.max(heaviest, weight![k]);
    for (let i = 0; i < rows; i++) {
      if (targets.isIgnored(i)) continue;
      const ofProbabilities = targets.classOf(i) === undefined;
      const sample = sampleWeight?.[i] ?? 1;
      largest = Math.max(largest, ofProbabilities || labelSmoothing > 0 ? heaviest * sample : rowWeight(i));
      if (ofProbabilities && zLoss > 0) largest = Math.max(largest, sample);
    }
    unit = powerOfTwoOf(largest);
    // The denominator of rows of probabilities takes no class weights.
    if (weight && !sampleWeight && rows > 0 && targets.classOf(0) !== undefined) {
      weight = Float64Array.from(weight, (w) => w / unit);
    } else {
      const samples = sampleWeight;
      sampleWeight = Float64Array.from({ length: rows }, (_, i) => (samples?.[i] ?? 1) / unit);
    }
  }
  let denominator = 0;
  for (let i = 0; i < rows; i++) denominator += rowWeight(i);
  return { weight, sampleWeight, unit, rowWeight, denominator };
}

/** Whether float32 bears these weights as they are. */
function isUsual(weights: ArrayLike<number> | undefined): boolean {
  for (let i = 0; i < (weights?.length ?? 0); i++) {
    if (weights![i] !== 0 && !(weights![i] > 1e-3 && weights![i] < 1e3)) return false;
  }
  return true;
}

/** That of about the size of `x` ≥ 0, and such that it and its reciprocal may be summed up; 1 for 0. */
export function powerOfTwoOf(x: number): number {
  return x === 0 ? 1 : powerOfTwo(Math.min(960, Math.max(-960, Math.floor(log(x) / LN2))));
}
