import { checkOptions } from '../core/checks';
import type { Dataset } from './dataset';
import { toy, type ToyOptions } from './toy';

/**
 * Exclusive or: points uniform in the square from −1 to 1; class 0 where the coordinates have the same sign,
 * class 1 where they differ. The normal noise (by default 0) comes after the class, so it blurs the borders.
 * The best linear classifier does hardly better than chance.
 *
 * @throws {@link OptionError} for an unknown or impossible option
 * @example
 * datasets.xor({ rng: rng(1), rows: 200, noise: 0.1 })
 */
export function xor(options: ToyOptions): Dataset {
  checkOptions('xor', options, ['rng', 'rows', 'noise']);
  const { rng, rows = 200, noise = 0 } = options;
  const description = `${rows} points of a square, classed by the sign of x₁·x₂, noise ${noise}`;
  return toy('xor', { rng, rows, noise, classes: 2, description }, (label) => {
    const side = rng.uniform() < 0.5 ? -1 : 1;
    // 1 − uniform lies in (0, 1]: no point lies on an axis, where the class would be undefined.
    const x = side * (1 - rng.uniform());
    const y = side * (1 - rng.uniform());
    return [x, label === 0 ? y : -y];
  });
}
