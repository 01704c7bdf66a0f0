import { cos, OptionError, sin } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { Dataset } from './dataset';
import { toy, type ToyOptions } from './toy';

export interface BlobsOptions extends ToyOptions {
  /** K; by default the number of centres, or 3. */
  classes?: number;
  /** One point a class; by default evenly on the circle of radius 2, the first at the top. */
  centres?: readonly (readonly [x: number, y: number])[];
}

/**
 * Round normal clouds, one a class; `noise` is their standard deviation, by default 0.5. With equal covariances
 * the true posterior is exactly a softmax of linear scores.
 *
 * @throws {@link OptionError} for an unknown or impossible option
 * @example
 * datasets.blobs({ rng: rng(1), rows: 300, classes: 3, noise: 0.8 })
 */
export function blobs(options: BlobsOptions): Dataset {
  checkOptions('blobs', options, ['rng', 'rows', 'noise', 'classes', 'centres']);
  const { rng, rows = 200, noise = 0.5, centres, classes = centres?.length ?? 3 } = options;
  const given: unknown = centres;
  if (given !== undefined && !Array.isArray(given)) {
    throw new OptionError(`blobs: centres should be an array of points, got ${describe(given)}`);
  }
  if (centres !== undefined && centres.length !== classes) {
    throw new OptionError(`blobs: ${classes} classes need ${classes} centres, got ${centres.length}`);
  }
  const angle = (label: number) => Math.PI * (0.5 + (2 * label) / classes);
  const centre = (label: number): readonly [number, number] =>
    centres?.[label] ?? [2 * cos(angle(label)), 2 * sin(angle(label))];
  const description = `${rows} points in ${classes} normal clouds of standard deviation ${noise}`;
  return toy('blobs', { rng, rows, noise, classes, description }, centre);
}
