import { OptionError } from '../../core';
import { describe } from '../../core/checks';

/** Throws an {@link OptionError} unless `dim` is the last axis of a matrix: 1, or −1. */
export function checkClassDim(where: string, dim: number): void {
  if (dim !== 1 && dim !== -1) {
    throw new OptionError(
      `${where}: dim should be 1 (or -1), the classes of a matrix [N, K], got ${describe(dim)}`,
    );
  }
}
