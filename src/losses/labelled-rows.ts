import { ShapeError, type Labels, type Tensor } from '../core';
import { classIndices, type ClassIndices } from '../core/labels';
import type { AnyReduction } from '../core/reduction';
import type { Weights } from '../core/weights';
import { classBatch, type ClassBatch } from './class-batch';
import type { ReductionOptions } from './reduction';

/** The options of losses of rows of classes with one label each. */
export interface LabelledOptions extends ReductionOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
  /** `[N]` weight of each row; a row of weight 0 is masked out, whatever it holds. */
  sampleWeight?: Weights;
  /** Rows with this label are left out of loss, gradient and denominator; −100 by default. */
  ignoreIndex?: number;
}

export const LABELLED_OPTIONS = ['weight', 'sampleWeight', 'ignoreIndex'] as const;

/** A checked batch whose targets are class indices, and what all such losses return of it. */
export interface LabelledBatch extends ClassBatch {
  labels: ClassIndices;
  width: number;
  shape: readonly number[];
}

export function labelledBatch(
  where: string,
  scores: Tensor,
  given: Labels,
  options: AnyReduction<LabelledOptions>,
): LabelledBatch {
  const labels = classIndices(where, given);
  if (Array.isArray(labels[0])) {
    throw new ShapeError(
      `${where}: labels should be class indices [N], got rows; only a class is a target here`,
    );
  }
  const batch = classBatch(where, scores, labels, options);
  return { ...batch, labels, width: batch.classes, shape: [batch.rows] };
}

/** What the label's score lacks of a lead of 1 before a rival's; nothing before one that is masked out by −∞. */
export function shortfallOf(rival: number, own: number): number {
  if (rival === -Infinity && !Number.isNaN(own)) return 0;
  const shortfall = 1 + (rival - own);
  return shortfall <= 0 ? 0 : shortfall;
}
