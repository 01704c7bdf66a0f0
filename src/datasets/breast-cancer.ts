import type { Dataset } from './dataset';
import { readTable } from './read-table';
import { BREAST_CANCER } from './registry';

const QUANTITIES = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave points',
  'symmetry',
  'fractal dimension',
];
const COLUMNS = [
  ...QUANTITIES.map((name) => `mean ${name}`),
  ...QUANTITIES.map((name) => `${name} error`),
  ...QUANTITIES.map((name) => `worst ${name}`),
];

/**
 * Breast Cancer Wisconsin (Diagnostic): `[569, 30]`, measurements of cell nuclei; 357 benign masses (class 0)
 * and 212 malignant (class 1), so that a probability is that of cancer (scikit-learn codes them the other way
 * round). Read synchronously from this package, a fresh copy at every call.
 *
 * @throws {@link DatasetError} if the file is missing or changed
 * @example
 * const { features } = datasets.selectFeatures(datasets.breastCancer(), ['worst radius']);
 * features.shape // [569, 1]
 * Source: [Street1993]; data/breast-cancer/README.md
 */
export function breastCancer(): Dataset {
  return readTable(BREAST_CANCER, {
    features: Object.fromEntries(COLUMNS.map((name) => [name, name])),
    label: 'diagnosis',
    classNames: ['benign', 'malignant'],
    description: '569 breast masses, benign or malignant, thirty measurements of their cell nuclei each',
    source: 'UCI, Breast Cancer Wisconsin (Diagnostic), doi:10.24432/C5DW2B (CC BY 4.0)',
  });
}
