import { ShapeError, type Labels, type Tensor } from '../core';
import { classIndices, type ClassIndices } from '../core/labels';
import type { AnyReduction } from '../core/reduction';
import { classBatch, type ClassBatch } from './class-batch';
import type { WeightedLabelOptions } from './label-rows';
import type { Batch } from './loss';
import { rowKernel, runKernel, usesKernel } from './softmax-cross-entropy';

/** How logits z are moved before the softmax: to s(zₖ + aₖ), and the label's to s f(z_y). */
export interface Move {
  /** s, 1 if not given. */
  scale?: number;
  /** `[K]` a, 0 if not given. */
  offsets?: Float64Array;
  /** f of the label's logit; by default it moves like the others. */
  ofLabel?: (z: number, label: number) => number;
  /** f′, 1 if not given. */
  slopeOfLabel?: (z: number) => number;
  /** Throws unless row `i` can have this logit at its label. */
  check?: (z: number, i: number, label: number) => void;
}

/** The softmax cross-entropy of moved logits, and its gradient with respect to those that were given. */
export function movedCrossEntropy(
  where: string,
  logits: Tensor,
  labels: Labels,
  options: AnyReduction<WeightedLabelOptions>,
  move: Move,
): Batch {
  const batch = labelledBatch(where, logits, labels, options);
  const shape = {
    width: batch.classes,
    shape: [batch.rows],
    denominator: batch.denominator,
    unit: batch.unit,
  };
  const { scale = 1, check } = move;
  if (check) forLabels(batch, (n, i, y) => check(logits.data[n], i, y));

  if (usesKernel(logits)) {
    return {
      ...shape,
      kernel(results) {
        const { gradient } = results;
        const slopes = moveRows(batch, move, 0, logits.data, gradient);
        runKernel(batch, gradient, { ...results, scale: scale * results.scale });
        if (slopes) forLabels(batch, (n, i) => (gradient[n] *= slopes[i]));
      },
    };
  }
  const row = rowKernel(batch);
  return {
    ...shape,
    row(i, z, gradient, parts) {
      const slopes = moveRows(batch, move, i, z, z);
      const loss = row(i, z, gradient, parts);
      for (let k = 0; k < gradient.length; k++) gradient[k] *= scale;
      if (slopes && counts(batch, i)) gradient[batch.labels[i]] *= slopes[0];
      return loss;
    },
  };
}

/** Writes rows from row `first` on, moved, into `moved`, which may be `z` itself; returns the slopes of their labels' logits. */
function moveRows(
  batch: LabelledBatch,
  { scale = 1, offsets, ofLabel, slopeOfLabel }: Move,
  first: number,
  z: Tensor['data'],
  moved: Tensor['data'],
): Float64Array | undefined {
  const { classes, labels } = batch;
  const rows = z.length / classes;
  const slopes = slopeOfLabel && new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const start = i * classes;
    const y = labels[first + i];
    const own = z[start + y];
    if (offsets) for (let k = 0; k < classes; k++) moved[start + k] = scale * (z[start + k] + offsets[k]);
    else for (let k = 0; k < classes; k++) moved[start + k] = scale * z[start + k];
    if (!ofLabel || !counts(batch, first + i)) continue;
    moved[start + y] = scale * ofLabel(own, y);
    if (slopes) slopes[i] = slopeOfLabel(own);
  }
  return slopes;
}

/** Whether row `i` is part of the loss. */
function counts({ targets, sampleWeight }: LabelledBatch, i: number): boolean {
  return !targets.isIgnored(i) && sampleWeight?.[i] !== 0;
}

/** Visits the places `n` of the labels' logits in the rows that count. */
function forLabels(batch: LabelledBatch, visit: (n: number, i: number, y: number) => void): void {
  const { rows, classes, labels } = batch;
  for (let i = 0; i < rows; i++) if (counts(batch, i)) visit(i * classes + labels[i], i, labels[i]);
}

interface LabelledBatch extends ClassBatch {
  labels: ClassIndices;
}

function labelledBatch(
  where: string,
  logits: Tensor,
  given: Labels,
  options: AnyReduction<WeightedLabelOptions>,
): LabelledBatch {
  const labels = classIndices(where, given);
  if (Array.isArray(labels[0])) {
    throw new ShapeError(
      `${where}: labels should be class indices [N], got rows; only a class is a target here`,
    );
  }
  return { ...classBatch(where, logits, labels, options), labels };
}
