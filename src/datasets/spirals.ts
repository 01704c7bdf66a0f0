import { cos, OptionError, sin } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { Dataset } from './dataset';
import { toy, type ToyOptions } from './toy';

export interface SpiralsOptions extends ToyOptions {
  /** Number of arms, by default 3. */
  classes?: number;
  /** How often an arm winds round the origin, by default 0.75. */
  turns?: number;
}

/**
 * Intertwined arms from the origin to the unit circle: radius r uniform in [0, 1), angle 2π(turns·r + k/K), with
 * normal noise, by default of standard deviation 0.03.
 *
 * @throws {@link OptionError} for an unknown or impossible option
 * @example
 * datasets.spirals({ rng: rng(1), rows: 300, classes: 3, turns: 1 })
 */
export function spirals(options: SpiralsOptions): Dataset {
  checkOptions('spirals', options, ['rng', 'rows', 'noise', 'classes', 'turns']);
  const { rng, rows = 200, noise = 0.03, classes = 3, turns = 0.75 } = options;
  if (!Number.isFinite(turns)) {
    throw new OptionError(`spirals: turns should be a finite number, got ${describe(turns)}`);
  }
  const description = `${rows} points on ${classes} arms of ${turns} turns, noise ${noise}`;
  return toy('spirals', { rng, rows, noise, classes, description }, (label) => {
    const radius = rng.uniform();
    const angle = 2 * Math.PI * (turns * radius + label / classes);
    return [radius * cos(angle), radius * sin(angle)];
  });
}
