import type { FloatArray, Labels, Tensor } from '../core';
import { labelRows, type WeightedLabelOptions } from './label-rows';
import type { Batch } from './loss';
import type { AnyReduction } from './reduction';
import { isLargeFloat32 } from './uses-kernel';

/**
 * The loss of the row at `[from, to)` whose label's logit is at `own`; writes its gradient times `factor` to the same places
 * of `gradient`, which may be `z`, if that is wanted.
 */
export type HingeRow = (
  z: FloatArray,
  from: number,
  to: number,
  own: number,
  factor: number,
  gradient?: FloatArray,
) => number;

/** The batch of a hinge loss of rows. */
export function hingeRows(
  where: string,
  logits: Tensor,
  given: Labels,
  options: AnyReduction<WeightedLabelOptions>,
  ofRow: HingeRow,
): Batch {
  const { labels, shape, rowWeight } = labelRows(where, logits, given, options);
  const { data } = logits;
  const { width } = shape;
  const write = (i: number, z: FloatArray, from: number, scale: number, gradient?: FloatArray): number => {
    const omega = rowWeight(i);
    if (omega !== 0) return omega * ofRow(z, from, from + width, from + labels[i], omega * scale, gradient);
    gradient?.fill(0, from, from + width);
    return 0;
  };
  if (!isLargeFloat32(logits)) {
    return { ...shape, row: (i, z, gradient) => write(i, z, 0, 1, gradient) };
  }
  return {
    ...shape,
    kernel({ scale, gradient, losses }) {
      for (let i = 0; i < losses.length; i++) losses[i] = write(i, data, i * width, scale, gradient);
    },
  };
}

/** What the label's logit lacks of a lead of 1 before a rival's; nothing before one that is masked out by −∞. */
export function shortfallOf(rival: number, own: number): number {
  if (rival === -Infinity && !Number.isNaN(own)) return 0;
  const shortfall = 1 + (rival - own);
  return shortfall <= 0 ? 0 : shortfall;
}
