import { rng } from '../../src/core';

/** A number of row i and class k. */
export type Element = (normal: () => number, k: number, i: number) => number;

export interface Sample {
  logits: Float32Array;
  labels: Int32Array;
  classes: number;
}

/** Rows of `element(random, k, i)`; every other label is the row's largest logit. */
export function sample(seed: string, rows: number, classes: number, element: Element): Sample {
  const random = rng(seed).split(classes);
  const logits = Float32Array.from({ length: rows * classes }, (_, j) =>
    element(() => random.normal(), j % classes, Math.floor(j / classes)),
  );
  const labels = Int32Array.from({ length: rows }, (_, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    return i % 2 ? random.integer(classes) : row.indexOf(Math.max(...row));
  });
  return { logits, labels, classes };
}

/** What kernels of rows are tested with, in words that complete “logits …”. */
export const LOGITS: Record<string, Element> = {
  'of scale 0.1': (normal) => 0.1 * normal(),
  'of scale 1': (normal) => normal(),
  'of scale 10': (normal) => 10 * normal(),
  'of scale 100': (normal) => 100 * normal(),
  'of scale 10⁴': (normal) => 1e4 * normal(),
  'with one dominant logit': (normal, k, i) => normal() + (k === i % 3 ? 5 + i / 2 : 0),
  'with ties at the top': (normal, k, i) => (k < 1 + (i % 4) ? 30 : normal()),
  'all equal': (_, __, i) => i - 20,
  'whose probabilities are subnormal': (normal, k) => (k === 0 ? 0 : -95 + 3 * normal()),
  'whose probabilities are subnormal, far from 0': (normal, k) => (k === 0 ? 1000 : 905 + 3 * normal()),
  'around 210, where the reduction changes': (normal, _, i) => (i % 2 ? 210 : -210) + 2 * normal(),
  'with masked classes': (normal, k, i) => (k > 0 && (k + i) % 3 === 0 ? -Infinity : 3 * normal()),
  'some of them enormous': (normal, k) => (k % 5 === 4 ? -3e38 : 3 * normal()),
};
