import type { Tensor } from '../core';

const inspected = new Set<string>();

/**
 * Warns once if the first row of a loss's first call looks like probabilities: not negative, summing to 1.
 * Softmax applied twice still trains, only badly, so nothing else would tell.
 */
export function warnOfProbabilities(where: string, input: Tensor, expected: string): void {
  const [rows, classes] = input.shape;
  if (inspected.has(where) || rows === 0) return;
  inspected.add(where);
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    if (!(input.data[k] >= 0)) return;
    sum += input.data[k];
  }
  // One class, [1], is what a plain logit may well be.
  if (classes > 1 && Math.abs(sum - 1) < 1e-4) {
    console.warn(
      `${where}: the first row of the input looks like probabilities (it sums to 1), but ${expected} are ` +
        'expected. Leave out the softmax before the loss. (This is said once.)',
    );
  }
}

/** Forgets which losses were called, for tests. */
export function resetProbabilityWarnings(): void {
  inspected.clear();
}
