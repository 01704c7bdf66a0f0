import { formatShape, isTensor, OptionError, ShapeError, type Tensor } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';

/**
 * A table for classification: `N` rows of `D` numbers, each with one of `K` classes. It may have more fields: those with
 * one entry a row go with the rows, see {@link takeRows}.
 */
export interface Dataset {
  /** Short name, e.g. `iris`; the key of the registry. */
  readonly name: string;
  /** `[N, D]`, in the units that `featureNames` give; float64, but for images. */
  readonly features: Tensor;
  /** `[N]` class indices of `{0, …, K − 1}`. */
  readonly labels: Int32Array;
  /** `D` names, with the unit in parentheses where there is one. */
  readonly featureNames: readonly string[];
  /** `K` names. */
  readonly classNames: readonly string[];
  /** What a row is, in a sentence. */
  readonly description: string;
  /** Where the numbers come from and their licence. */
  readonly source: string;
}

/** Whether the features are made of pixels when they are first asked for: until then it is better not to ask. */
export function hasLazyFeatures(dataset: unknown): boolean {
  if (typeof dataset !== 'object' || dataset === null || !('pixels' in dataset)) return false;
  return Object.getOwnPropertyDescriptor(dataset, 'features')?.get !== undefined;
}

/** Throws an {@link OptionError} unless it is a table, a {@link ShapeError} unless each row has a label. */
export function checkDataset(where: string, dataset: Dataset): void {
  if (hasLazyFeatures(dataset)) return; // of our own making
  const { features, labels, featureNames, classNames }: Partial<Dataset> = dataset ?? {};
  const named = Array.isArray(featureNames) && Array.isArray(classNames);
  if (!(isTensor(features) && features.shape.length === 2 && typedArrayKind(labels) && named)) {
    throw new OptionError(
      `${where}: expected a table such as datasets.iris() gives, got ${describe(dataset)}`,
    );
  }
  if (labels?.length === features.shape[0]) return;
  throw new ShapeError(
    `${where}: features have shape ${formatShape(features.shape)}, but there are ${labels?.length} labels`,
  );
}
