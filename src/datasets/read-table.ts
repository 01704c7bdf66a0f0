import { tensor } from '../core';
import type { Dataset } from './dataset';
import { readPackagedFile } from './packaged-file';
import type { PackagedRecord } from './registry';

export interface TableLayout {
  /** Column of the CSV → name of the feature. */
  features: Readonly<Record<string, string>>;
  /** Column that holds the class. */
  label: string;
  /** The classes, as the CSV spells them, in the order of their indices. */
  classNames: readonly string[];
  description: string;
  source: string;
}

/**
 * A packaged CSV file as a data set. `NA` is read as NaN. The reader knows no quotes: our files have none, and
 * their checksums see to it that this stays so.
 */
export function readTable(record: PackagedRecord, layout: TableLayout): Dataset {
  const [header, ...rows] = new TextDecoder()
    .decode(readPackagedFile(record))
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  const columns = Object.keys(layout.features).map((name) => header.indexOf(name));
  const label = header.indexOf(layout.label);
  const values = rows.flatMap((row) =>
    columns.map((column) => (row[column] === 'NA' ? NaN : Number(row[column]))),
  );
  return {
    name: record.name,
    features: tensor(Float64Array.from(values), { shape: [rows.length, columns.length] }),
    labels: Int32Array.from(rows, (row) => layout.classNames.indexOf(row[label])),
    featureNames: Object.values(layout.features),
    classNames: layout.classNames,
    description: layout.description,
    source: layout.source,
  };
}
