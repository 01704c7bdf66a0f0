import { OptionError, isTensor, type Tensor } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';

/** A table for classification: `N` rows of `D` numbers, each with one of `K` classes. */
export interface Dataset {
  /** Short name, e.g. `iris`; the key of the registry. */
  readonly name: string;
  /** `[N, D]` float64, in the units that `featureNames` give. */
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

/** Throws an {@link OptionError} unless it is a table. */
export function checkDataset(where: string, dataset: Dataset): void {
  const { features, labels, featureNames, classNames }: Partial<Dataset> = dataset ?? {};
  const named = Array.isArray(featureNames) && Array.isArray(classNames);
  if (isTensor(features) && features.shape.length === 2 && typedArrayKind(labels) && named) return;
  throw new OptionError(`${where}: expected a table such as datasets.iris() gives, got ${describe(dataset)}`);
}
