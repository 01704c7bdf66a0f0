import { OptionError, tensor } from '../core';
import { checkDataset, type Dataset } from './dataset';
import { describe } from '../core/checks';

/**
 * The data set with only the named columns, in the given order, copied.
 *
 * @throws {@link OptionError} that names the first unknown feature and lists the known ones
 * @example
 * datasets.selectFeatures(datasets.iris(), ['petal length (cm)']).features.shape // [150, 1]
 */
export function selectFeatures(dataset: Dataset, names: readonly string[]): Dataset {
  checkDataset('selectFeatures', dataset);
  const given: unknown = names;
  if (!Array.isArray(given)) {
    throw new OptionError(`selectFeatures: names should be an array of features, got ${describe(given)}`);
  }
  const columns = names.map((name) => {
    const column = dataset.featureNames.indexOf(name);
    if (column < 0) {
      throw new OptionError(
        `selectFeatures: ${dataset.name} has no feature ${describe(name)}; it has ${dataset.featureNames.join(', ')}`,
      );
    }
    return column;
  });
  const { data, shape, dtype } = dataset.features;
  const [rows, width] = shape;
  const size = rows * columns.length;
  const selected = dtype === 'float32' ? new Float32Array(size) : new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, j) => (selected[row * columns.length + j] = data[row * width + column]));
  }
  return {
    ...dataset,
    features: tensor(selected, { shape: [rows, columns.length] }),
    featureNames: [...names],
  };
}
