import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';
import { words } from './words';

/** Numbers in a chunk, about. */
const CHUNK = 65536;

/** The sums of the rows of p; NaN of a row with a number that is not of [0, 1]. */
export function probabilitySums(p: Float32Array, classes: number, sums: Float64Array): void {
  checkLength('probabilitySums', 'p', p, sums.length * classes);
  const grain = Math.max(1, Math.ceil(CHUNK / classes));
  borrow('probabilitySums', [p], [words(sums)], (p, to) =>
    parallel('probabilitySums', sums.length, grain, p, classes, to),
  );
}
