import { cos, sin } from '../core';
import { checkOptions } from '../core/checks';
import type { Dataset } from './dataset';
import { toy, type ToyOptions } from './toy';

export interface RingsOptions extends ToyOptions {
  /** Number of rings, by default 2. */
  classes?: number;
}

/**
 * Concentric circles: class k lies at the radius (k + 1)/K, at an angle uniform in [0, 2π), with normal noise, by
 * default of standard deviation 0.05. No straight line separates them, the squared radius does.
 *
 * @throws {@link OptionError} for an unknown or impossible option
 * @example
 * datasets.rings({ rng: rng(1), rows: 200, classes: 2 })
 */
export function rings(options: RingsOptions): Dataset {
  checkOptions('rings', options, ['rng', 'rows', 'noise', 'classes']);
  const { rng, rows = 200, noise = 0.05, classes = 2 } = options;
  const description = `${rows} points on ${classes} concentric circles, noise ${noise}`;
  return toy('rings', { rng, rows, noise, classes, description }, (label) => {
    const radius = (label + 1) / classes;
    const angle = 2 * Math.PI * rng.uniform();
    return [radius * cos(angle), radius * sin(angle)];
  });
}
