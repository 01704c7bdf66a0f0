import { ShapeError, type Labels, type Tensor } from '../core';
import { classIndices, type ClassIndices } from '../core/labels';
import type { AnyReduction } from '../core/reduction';
import * as kernels from '../wasm';
import { classBatch, type ClassBatch } from './class-batch';
import { checkMasked, type WeightedLabelOptions } from './label-rows';
import type { Batch, KernelResults } from './loss';
import { kernelOptions, rowKernel } from './softmax-cross-entropy';
import { usesKernel } from './uses-kernel';

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
  const { scale = 1, offsets, ofLabel, slopeOfLabel, check } = move;
  if (check) forLabels(batch, 0, batch.rows, (n, i, y) => check(logits.data[n], i, y));

  if (usesKernel(logits)) {
    return {
      ...shape,
      kernel: (results) => kernels.scope(() => runMoved(batch, logits.data as Float32Array, move, results)),
    };
  }
  const row = rowKernel(batch);
  return {
    ...shape,
    row(i, z, gradient, parts) {
      const y = batch.labels[i];
      const own = z[y];
      for (let k = 0; k < z.length; k++) z[k] = scale * (z[k] + (offsets ? offsets[k] : 0));
      if (ofLabel && counts(batch, i)) z[y] = scale * ofLabel(own, y);
      const loss = row(i, z, gradient, parts);
      for (let k = 0; k < gradient.length; k++) gradient[k] *= scale;
      if (slopeOfLabel && counts(batch, i)) gradient[y] *= slopeOfLabel(own);
      return loss;
    },
  };
}

/** Numbers of rows that are moved at once, about. */
const BLOCK = 262144;

/** A block of rows after another: its moved logits lie where the gradient goes, or if there is none in a place for all blocks. */
function runMoved(batch: LabelledBatch, z: Float32Array, move: Move, results: KernelResults): void {
  const { rows, classes } = batch;
  const { gradient, losses } = results; // the gradient may be the logits
  const { scale = 1, ofLabel, slopeOfLabel } = move;
  const { target, rowWeights, ...options } = kernelOptions(batch);
  const height = Math.min(rows, Math.ceil(BLOCK / classes));
  const place = gradient ? undefined : kernels.float32Array(height * classes);
  for (let from = 0; from < rows; from += height) {
    const to = Math.min(rows, from + height);
    const start = from * classes;
    const g = gradient?.subarray(start, to * classes);
    const moved = g ?? (place as Float32Array).subarray(0, to * classes - start);
    const ownOf = (_: unknown, i: number): number => z[start + i * classes + batch.labels[from + i]];
    const own = Float64Array.from({ length: ofLabel ? to - from : 0 }, ownOf);
    moveAll(move, z.subarray(start, to * classes), moved);
    if (ofLabel)
      forLabels(batch, from, to, (n, i, y) => (moved[n - start] = scale * ofLabel(own[i - from], y)));
    kernels.softmaxCrossEntropy({
      ...options,
      logits: moved,
      target: target.subarray(from, to),
      rowWeights: rowWeights?.subarray(from, to),
      scale: scale * results.scale,
      gradient: g,
      losses: losses.subarray(from, to),
    });
    if (g && slopeOfLabel)
      forLabels(batch, from, to, (n, i) => (g[n - start] *= slopeOfLabel(own[i - from])));
  }
  checkMasked(batch.where, losses);
}

/** What the kernels do to all logits; the label's are put in their places after. */
function moveAll({ scale = 1, offsets }: Move, z: Float32Array, moved: Float32Array): void {
  if (!offsets) return kernels.scale(z, scale, moved);
  const classes = offsets.length;
  const [mean, factor] = [new Float32Array(classes), new Float32Array(classes).fill(scale)];
  const shift = Float32Array.from(offsets, (offset) => scale * offset);
  kernels.batchNormalize(z, { mean, factor, shift }, moved); // (z − 0)·scale + shift
}

/** Whether row `i` is part of the loss. */
function counts({ targets, sampleWeight }: LabelledBatch, i: number): boolean {
  return !targets.isIgnored(i) && sampleWeight?.[i] !== 0;
}

/** Visits the places `n` of the labels' logits in those of the rows [from, to) that count. */
function forLabels(
  batch: LabelledBatch,
  from: number,
  to: number,
  visit: (n: number, i: number, y: number) => void,
): void {
  const { classes, labels } = batch;
  for (let i = from; i < to; i++) if (counts(batch, i)) visit(i * classes + labels[i], i, labels[i]);
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
