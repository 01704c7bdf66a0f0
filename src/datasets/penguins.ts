import { OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { Dataset } from './dataset';
import { readTable } from './read-table';
import { PENGUINS } from './registry';
import { takeRows } from './take-rows';

export interface PenguinsOptions {
  /** Rows without measurements: left out (`'drop'`, the default), or kept as NaN (`'keep'`). */
  missing?: 'drop' | 'keep';
}

/**
 * Palmer penguins: bill length and depth and flipper length in millimetres, body mass in grams; Adelie (0),
 * Chinstrap (1), Gentoo (2). Two of the 344 rows have no measurements and are dropped, which leaves `[342, 4]`
 * (151, 68, 123). A missing sex drops nothing: it is not a feature. Read synchronously from this package.
 *
 * @throws {@link DatasetError} if the file is missing or changed; {@link OptionError} for an unknown option
 * @example
 * const bills = datasets.selectFeatures(datasets.penguins(), ['bill length (mm)', 'bill depth (mm)']);
 * Source: [Gorman2014] [Horst2020]; data/penguins/README.md
 */
export function penguins(options: PenguinsOptions = {}): Dataset {
  checkOptions('penguins', options, ['missing']);
  const { missing = 'drop' } = options;
  if (missing !== 'drop' && missing !== 'keep') {
    throw new OptionError(`penguins: missing should be 'drop' or 'keep', got ${describe(missing)}`);
  }
  const all = readTable(PENGUINS, {
    features: {
      bill_length_mm: 'bill length (mm)',
      bill_depth_mm: 'bill depth (mm)',
      flipper_length_mm: 'flipper length (mm)',
      body_mass_g: 'body mass (g)',
    },
    label: 'species',
    classNames: ['Adelie', 'Chinstrap', 'Gentoo'],
    description: 'adult penguins of three species near Palmer Station, Antarctica, four measurements each',
    source: 'Gorman, Williams & Fraser (2014), through PyPI palmerpenguins 0.1.6 (CC0 1.0)',
  });
  if (missing === 'keep') return all;
  const [rows, columns] = all.features.shape;
  const isComplete = (row: number) =>
    !all.features.data.subarray(row * columns, (row + 1) * columns).some(Number.isNaN);
  return takeRows(all, Int32Array.from({ length: rows }, (_, row) => row).filter(isComplete));
}
