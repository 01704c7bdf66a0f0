import { cos, sin } from '../core';
import { checkOptions } from '../core/checks';
import type { Dataset } from './dataset';
import { toy, type ToyOptions } from './toy';

/**
 * Two interleaved half circles of radius 1: (cos t, sin t) and (1 − cos t, ½ − sin t), t uniform in [0, π), with
 * normal noise, by default of standard deviation 0.1. No straight line separates them.
 *
 * @throws {@link OptionError} for an unknown or impossible option
 * @example
 * datasets.moons({ rng: rng(1), rows: 200, noise: 0.15 })
 */
export function moons(options: ToyOptions): Dataset {
  checkOptions('moons', options, ['rng', 'rows', 'noise']);
  const { rng, rows = 200, noise = 0.1 } = options;
  const description = `${rows} points on two interleaved half circles, noise ${noise}`;
  return toy('moons', { rng, rows, noise, classes: 2, description }, (label) => {
    const t = Math.PI * rng.uniform();
    return label === 0 ? [cos(t), sin(t)] : [1 - cos(t), 0.5 - sin(t)];
  });
}
